-- Endpoints as rows. Every change raises the version and leaves a row in the audit trail.

-- name: create
-- A new endpoint hears what its sources record from now on.
INSERT INTO endpoints (
    id, version, url, description, view, status, starts_at, created_at, changed_at
)
VALUES ($1, 1, $2, $3, $4, 'enabled', $5, $5, $5)

-- name: change
-- The endpoint says something else, if it stands at the version the caller has seen.
UPDATE endpoints
SET
    version = version + 1,
    url = coalesce($3, url),
    description = coalesce($4, description),
    changed_at = $5
WHERE id = $1
  AND version = $2
  AND status <> 'deleted'
RETURNING version

-- name: enable
-- The endpoint gets what its sources record from now on; what it missed while disabled can be resent.
UPDATE endpoints
SET
    version = version + 1,
    status = 'enabled',
    reason = NULL,
    failing_since = NULL,
    starts_at = $2,
    changed_at = $2
WHERE id = $1
  AND status = 'disabled'
RETURNING version

-- name: disable
-- The endpoint gets nothing more. The owner of its shard ends what is still due.
UPDATE endpoints
SET version = version + 1, status = 'disabled', reason = $2, changed_at = $3
WHERE id = $1
  AND status = 'enabled'
RETURNING version

-- name: delete
-- The endpoint is gone for its owner; its row and its trail stay.
UPDATE endpoints
SET version = version + 1, status = 'deleted', reason = 'deleted', changed_at = $2
WHERE id = $1
  AND status <> 'deleted'
RETURNING version

-- name: touch
-- Something beside the row changed, such as its keys: whoever remembers the endpoint reads it anew.
UPDATE endpoints
SET version = version + 1, changed_at = $2
WHERE id = $1
  AND status <> 'deleted'
RETURNING version

-- name: remove_filters
-- The endpoint matches nothing until its new filters are written, in this transaction.
DELETE FROM endpoint_filters
WHERE endpoint_id = $1

-- name: add_filters
-- The endpoint matches these patterns.
INSERT INTO endpoint_filters (endpoint_id, pattern)
SELECT $1, pattern
FROM unnest($2::text[]) AS pattern

-- name: record_change
-- What the endpoint says now, who made it so, and when.
INSERT INTO endpoint_changes (
    endpoint_id, version, change, url, filters, view, status, changed_by, changed_at
)
SELECT
    id, version, $2, url,
    ARRAY(SELECT pattern FROM endpoint_filters WHERE endpoint_id = id ORDER BY pattern),
    view, status, $3, changed_at
FROM endpoints
WHERE id = $1

-- name: add_key
-- A new signing secret, sealed.
INSERT INTO endpoint_keys (endpoint_id, id, sealed, created_at)
VALUES ($1, $2, $3, $4)

-- name: retire_keys
-- The newest key signs on until $3 beside its successor; one that was retiring already ends now.
UPDATE endpoint_keys
SET expires_at = CASE WHEN expires_at IS NULL THEN $3 ELSE $2 END
WHERE endpoint_id = $1
  AND (expires_at IS NULL OR expires_at > $2)

-- name: find_key
-- One sealed secret.
SELECT sealed
FROM endpoint_keys
WHERE endpoint_id = $1
  AND id = $2

-- name: find
-- One endpoint that its owner can see.
SELECT
    id, version, url, description, view, status, reason, failing_since, created_at, changed_at,
    ARRAY(SELECT pattern FROM endpoint_filters WHERE endpoint_id = endpoints.id ORDER BY pattern) AS filters
FROM endpoints
WHERE id = $1
  AND status <> 'deleted'

-- name: page
-- Endpoints by id, which is by age, from after one.
SELECT
    id, version, url, description, view, status, reason, failing_since, created_at, changed_at,
    ARRAY(SELECT pattern FROM endpoint_filters WHERE endpoint_id = endpoints.id ORDER BY pattern) AS filters
FROM endpoints
WHERE id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
  AND status <> 'deleted'
ORDER BY id
LIMIT $2

-- name: changes
-- The audit trail of one endpoint, oldest first.
SELECT version, change, url, filters, view, status, changed_by, changed_at
FROM endpoint_changes
WHERE endpoint_id = $1
ORDER BY version
LIMIT $2

-- name: remember_command
-- The command is this transaction's; nothing comes back when it was carried out before. A second
-- process with the same command waits here for the first to commit.
INSERT INTO commands (command_id, request_hash, stream, version, published, answer)
VALUES ($1, $2, $3, 0, 0, $4)
ON CONFLICT (command_id) DO NOTHING
RETURNING command_id

-- name: earlier_command
-- What a command was, and what it was answered with.
SELECT request_hash, answer
FROM commands
WHERE command_id = $1
