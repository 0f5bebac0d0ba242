-- The pool, as people see it.

-- name: page
-- Customers in the pool, longest first, from behind ($1, $2); $3 class, $4 lifecycle and $5 last owner filter; at
-- most $6; $7 whether an appeal is undecided.
SELECT key, kind, name, tier, lifecycle, pool_since, pool_cause, pool_reason, last_owner, appealed_at
FROM customers.customer
WHERE pool_since IS NOT NULL
  AND ($1::timestamptz IS NULL OR (pool_since, key) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR tier = $3::text)
  AND ($4::text IS NULL OR lifecycle = $4::text)
  AND ($5::text IS NULL OR last_owner = $5::text)
  AND ($7::boolean IS NULL OR $7::boolean = (appealed_at IS NOT NULL))
ORDER BY pool_since, key
LIMIT $6::integer
