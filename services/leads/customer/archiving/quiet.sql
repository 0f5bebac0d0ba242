-- Customers by how long nothing was heard of them.

-- name: quiet
-- Customers behind the key $1 of whom nothing was heard since $3 and nothing is announced, at most $2.
SELECT key, last_fact, last_fact_at, last_contact, last_contact_at
FROM customers.customer
WHERE key > $1::text
  AND archived_upon IS NULL
  AND greatest(last_fact_at, last_contact_at) <= $3::timestamptz
ORDER BY key
LIMIT $2::integer

-- name: returned
-- Customers behind the key $1, archived or about to be, of whom something was heard again; at most $2.
SELECT key, last_fact, last_fact_at, last_contact, last_contact_at
FROM customers.customer
WHERE key > $1::text AND returned
ORDER BY key
LIMIT $2::integer

-- name: one
-- The last facts of one customer.
SELECT key, last_fact, last_fact_at, last_contact, last_contact_at
FROM customers.customer
WHERE key = $1::text
