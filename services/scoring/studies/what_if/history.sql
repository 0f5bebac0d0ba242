-- What a share of a what-if reads: customers with their facts, complaints with their times.

-- name: total
-- How many customers of partitions $1, and complaints of share $2 of $3, there are to judge.
SELECT
  (SELECT count(*) FROM tier.customers WHERE partition = ANY($1::integer[]))
  + (
    SELECT count(*)
    FROM board.complaints
    WHERE filed_at IS NOT NULL
      AND abs(hashtext(complaint_id)::bigint) % $3 = $2
  )

-- name: customers
-- Customers of partitions $1 behind the id $2; the tier has a row for everybody of whom anything was heard.
SELECT
  r.*,
  coalesce(p.lifecycle, 'potential') AS lifecycle,
  p.owned_since
FROM (
  SELECT key
  FROM tier.customers
  WHERE partition = ANY($1::integer[])
    AND key > $2
  ORDER BY key
  LIMIT $3
) AS page
JOIN tier.remembered AS r ON r.key = page.key
LEFT JOIN board.profiles AS p ON p.key = page.key
ORDER BY r.key

-- name: complaints
-- Complaints of share $1 of $2 behind the id $3.
SELECT
  complaint_id,
  severity,
  coalesce(reopened_at, filed_at) AS started_at,
  acknowledge_by,
  resolve_by,
  acknowledged_at,
  resolved_at
FROM board.complaints
WHERE filed_at IS NOT NULL
  AND abs(hashtext(complaint_id)::bigint) % $2 = $1
  AND complaint_id > $3
ORDER BY complaint_id
LIMIT $4
