-- The keys that seal what serves more than business. They name their table alone.

-- name: of
-- The key of customer $1 for purpose $2.
SELECT key_id, secret
FROM content_keys
WHERE customer_id = $1 AND purpose = $2

-- name: make
-- Key $3 with secret $4 is that of customer $1 for purpose $2, unless there is one.
INSERT INTO content_keys (customer_id, purpose, key_id, secret)
VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT content_keys_purpose DO NOTHING

-- name: erase
-- Key $1 is gone, and with it whatever was sealed with it.
DELETE FROM content_keys
WHERE key_id = $1

-- name: held
-- Every key of customer $1 that is there.
SELECT key_id, secret
FROM content_keys
WHERE customer_id = $1
