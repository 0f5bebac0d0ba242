-- The relay's statements. They name their tables alone: the search path selects the service.

-- name: take_lock
-- True when this session is now the one relay. $1 int: class; $2 int: relay.
-- The two-number form is a lock space of its own: the append locks keys in the one-number form,
-- and a collision there would stop a key for as long as a relay lives.
SELECT pg_try_advisory_lock($1, $2)

-- name: holds_lock
-- True while the session behind this connection is the one that took the lock.
-- $1 int: class; $2 int: relay; $3 int: the backend that took it.
-- A pooler that swaps sessions loses the lock without an error; only asking shows it.
SELECT EXISTS (
  SELECT
  FROM pg_locks AS l
  WHERE
    l.locktype = 'advisory'
    AND l.pid = pg_backend_pid()
    AND l.pid = $3
    AND l.classid = $1::oid
    AND l.objid = $2::oid
    AND l.granted
)

-- name: read_rows
-- The next rows to publish, by position, in one snapshot and within a row and a byte bound.
-- $1 text[]: keys whose partition is busy; $2 int: rows at most; $3 bigint: bytes at most.
-- The first row always comes, however large, so that no row can block the reading.
-- A key is left out as a whole or read from its first row: leaving out single rows would let a
-- later fact of a key pass an earlier one.
SELECT
  position,
  topic,
  key,
  sequence,
  headers,
  value
FROM (
  SELECT
    next.*,
    sum(octet_length(next.value) + octet_length(next.headers)) OVER (ORDER BY next.position)
      - octet_length(next.value) - octet_length(next.headers) AS bytes_before
  FROM (
    SELECT
      o.position,
      o.topic,
      o.key,
      o.sequence,
      o.headers,
      o.value
    FROM outbox AS o
    WHERE
      o.key <> ALL ($1::text[])
      AND NOT EXISTS (SELECT FROM outbox_quarantine AS q WHERE q.key = o.key)
    ORDER BY o.position
    LIMIT $2
  ) AS next
) AS bounded
WHERE bytes_before < $3
ORDER BY position

-- name: delete_rows
-- The acknowledged rows are gone. $1 bigint[]: their positions.
DELETE FROM outbox
WHERE position = ANY ($1::bigint[])

-- name: quarantine_key
-- The key stays unpublished until a person releases it. Repeating it changes nothing.
-- $1 text: key; $2 bigint: position; $3 text: topic; $4 text: reason; $5 text: detail.
INSERT INTO outbox_quarantine (key, position, topic, reason, detail)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT ON CONSTRAINT outbox_quarantine_pkey DO NOTHING

-- name: release_key
-- The key's rows flow again, from the first. $1 text: key.
DELETE FROM outbox_quarantine
WHERE key = $1
RETURNING position

-- name: quarantined
-- The keys that a person must look at, oldest first. $1 int: at most.
SELECT
  key,
  topic,
  position,
  reason,
  detail,
  quarantined_at
FROM outbox_quarantine
ORDER BY quarantined_at, key
LIMIT $1

-- name: standing
-- How far behind the relay is: the oldest row's age in seconds (quarantined rows included, so that
-- the alarm stays on) and the number of quarantined keys.
SELECT
  coalesce((
    SELECT extract(EPOCH FROM clock_timestamp() - o.recorded_at)
    FROM outbox AS o
    ORDER BY o.position
    LIMIT 1
  ), 0)::float8 AS oldest_row_age_s,
  (SELECT count(*) FROM outbox_quarantine) AS quarantined_keys
