-- Customers by how long nobody met them with effect. $3 … are the clocks: class, lifecycle, and days or a time.

-- name: idle
-- Owned customers behind the key $1 who have been idle since the time of their clock in $5, and whose owner
-- was not told; at most $2.
SELECT c.key, c.tier, c.met_contact, c.met_at
FROM customers.customer AS c
JOIN unnest($3::text[], $4::text[], $5::timestamptz[]) AS clock (tier, lifecycle, before)
  ON clock.tier = coalesce(c.tier, 'potential') AND clock.lifecycle = c.lifecycle
WHERE c.key > $1::text
  AND c.owner IS NOT NULL
  AND c.return_at IS NULL
  AND greatest(c.owned_since, c.met_at) <= clock.before
ORDER BY c.key
LIMIT $2::integer

-- name: stopped
-- Customers behind the key $1 whose owner was told of a return that a contact, or the clock of $3 to $5 in days,
-- has stopped; at most $2.
SELECT c.key, c.tier, c.lifecycle, c.met_contact, c.met_at, c.return_at
FROM customers.customer AS c
LEFT JOIN unnest($3::text[], $4::text[], $5::integer[]) AS clock (tier, lifecycle, days)
  ON clock.tier = coalesce(c.tier, 'potential') AND clock.lifecycle = c.lifecycle
WHERE c.key > $1::text
  AND c.return_at IS NOT NULL
  AND (
    clock.days IS NULL
    OR greatest(c.owned_since, c.met_at) > c.idle_since
    OR greatest(c.owned_since, c.met_at) + make_interval(days => clock.days) > c.return_at
  )
ORDER BY c.key
LIMIT $2::integer

-- name: one
-- The last effective contact with one customer, and the class; whether their row stands still.
SELECT
  key, tier, met_contact, met_at,
  EXISTS (SELECT FROM customers.parked WHERE parked.key = customer.key) AS parked
FROM customers.customer
WHERE key = $1::text
