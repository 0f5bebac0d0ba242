-- What is said before the rules of a database are asked.

-- name: allow_long_statements
-- Reading everything may take longer than a statement usually may.
SELECT set_config('statement_timeout', '0', true)
