-- What segments are judged by. Names its schemas: the pool of requests has no search path.

-- name: facts
-- Some customers as of a moment: what the board knows of them, when a contact last had an effect, and how
-- often they bought lately.
SELECT
  p.key,
  p.tier,
  p.lifecycle,
  p.owner,
  p.captured_at,
  p.lifecycle_since,
  m.last_contact_at,
  c.last_purchase_at,
  c.purchases,
  c.contracts,
  c.open_complaints,
  b.recent,
  b.earlier
FROM board.profiles AS p
JOIN board.customers AS c ON c.key = p.key
CROSS JOIN LATERAL (
  SELECT
    count(*) FILTER (WHERE purchased_at > $2::timestamptz - interval '180 days') AS recent,
    count(*) FILTER (WHERE purchased_at <= $2::timestamptz - interval '180 days') AS earlier
  FROM sales.purchases
  WHERE key = p.key
    AND purchased_at > $2::timestamptz - interval '360 days'
    AND purchased_at <= $2::timestamptz
) AS b
CROSS JOIN LATERAL (
  SELECT max(happened_at) AS last_contact_at
  FROM sales.contacts
  WHERE key = p.key AND effective
) AS m
WHERE p.key = ANY($1::text[])
