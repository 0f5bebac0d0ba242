-- API keys of a service: found by their public id, never by their secret.

-- name: find_key
-- The row of one key, ended or not; the caller judges.
SELECT
    id,
    digest,
    name,
    roles,
    created_at,
    expires_at,
    revoked_at,
    last_used_at
FROM api_keys
WHERE id = $1;

-- name: touch_key
-- The key was used within this hour. One writer an hour moves the row, the others find nothing to do.
UPDATE api_keys
SET last_used_at = $2
WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 hour');

-- name: insert_key
-- A new key; the same id with the same digest is the same key and changes nothing.
INSERT INTO api_keys (id, digest, name, roles, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET id = excluded.id WHERE api_keys.digest = excluded.digest
RETURNING id;

-- name: end_key
-- The key ends at the given time, or earlier if it ended earlier.
UPDATE api_keys
SET expires_at = least(coalesce(expires_at, $2), $2)
WHERE id = $1 AND revoked_at IS NULL
RETURNING id;

-- name: revoke_key
-- The key is refused from now on (within the caches' time); a second call keeps the first time.
UPDATE api_keys
SET revoked_at = coalesce(revoked_at, $2)
WHERE id = $1
RETURNING id;

-- name: list_keys
-- Every key, newest first.
SELECT
    id,
    digest,
    name,
    roles,
    created_at,
    expires_at,
    revoked_at,
    last_used_at
FROM api_keys
ORDER BY created_at DESC, id
LIMIT $1;
