-- What one person has claimed and holds, from one snapshot.

-- name: standing
-- $1 the person, $2 the kind of all their claims, $3 that of the day's, $4 how many of the latest may be
-- newer than the list of customers. A customer claimed so lately that the list has not heard of it counts
-- as held.
SELECT
  (SELECT count(*) FROM reservations WHERE kind = $2::text) AS ever,
  (SELECT count(*) FROM reservations WHERE kind = $3::text) AS today,
  (SELECT count(*) FROM customers.customer WHERE owner = $1::text AND lifecycle <> 'signed')
  + (
    SELECT count(DISTINCT latest.stream)
    FROM (
      SELECT stream
      FROM reservations
      WHERE kind = $2::text
      ORDER BY value DESC
      LIMIT $4::integer
    ) AS latest
    JOIN streams AS s ON s.stream = latest.stream
    JOIN keys AS k ON k.key = s.key
    LEFT JOIN customers.customer AS c ON c.key = k.key
    WHERE coalesce((c.seen::jsonb -> 'leads' ->> 0)::bigint, 0) < k.published
      AND c.owner IS DISTINCT FROM $1::text
  ) AS held
