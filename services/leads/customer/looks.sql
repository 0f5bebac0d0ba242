-- What the looks share.

-- name: become_looker
-- Be the one of this service who looks for $1 until the session ends; see `become_worker` of the deadlines.
SELECT pg_try_advisory_lock(hashtext($1::text), 0)

-- name: offsets
-- How far the list of customers has read each partition.
SELECT topic, partition, next_offset
FROM customers.offsets
