-- Customers of whom something is kept for too long, or whose keys came back.

-- name: overdue
-- Customers behind the key $1 of whom something is kept since $3 or longer though its consent is over, or of
-- whom there is a key that was said to be erased; at most $2. Each with those keys.
SELECT c.key, there.keys
FROM customers.customer AS c
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(k.key_id ORDER BY k.key_id), '{}'::uuid[]) AS keys
  FROM jsonb_array_elements_text(c.erased_keys::jsonb) AS said (key_id)
  JOIN content_keys AS k ON k.key_id = said.key_id::uuid
) AS there
WHERE c.key > $1::text
  -- As the index has it: most customers have neither.
  AND (c.kept_since IS NOT NULL OR c.erased_keys <> '[]')
  AND (c.kept_since <= $3::timestamptz OR there.keys <> '{}')
ORDER BY c.key
LIMIT $2::integer
