-- What must hold in a store at rest or at work. Each query returns one row per fault: what it is
-- about, and what was found. All run in one snapshot; none returns rows in a healthy store.

-- name: stream_versions
-- The versions of a stream are 1, 2, 3 … up to the version of its row.
SELECT e.stream AS subject,
  format('%s events up to version %s, the stream says %s', e.found, e.last, coalesce(s.version::text, 'nothing'))
    AS found
FROM (
  SELECT stream, count(DISTINCT version) AS found, min(version) AS first, max(version) AS last
  FROM events
  GROUP BY stream
) AS e
LEFT JOIN streams AS s ON s.stream = e.stream
WHERE e.found <> e.last
  OR e.first <> 1
  OR s.version IS DISTINCT FROM e.last
ORDER BY e.stream
LIMIT $1

-- name: streams_without_events
-- A stream's row does not outlive or precede its events.
SELECT s.stream AS subject, format('version %s without events', s.version) AS found
FROM streams AS s
WHERE s.version > 0
  AND NOT EXISTS (SELECT FROM events AS e WHERE e.stream = s.stream)
ORDER BY s.stream
LIMIT $1

-- name: stream_keys
-- A stream belongs to one key for ever.
SELECT e.stream AS subject, format('event %s has the key %s, the stream %s', e.version, e.key, s.key) AS found
FROM events AS e
JOIN streams AS s ON s.stream = e.stream
WHERE e.key <> s.key
ORDER BY e.stream, e.version
LIMIT $1

-- name: event_ids
-- No two events have one id.
SELECT e.event_id::text AS subject, format('%s events', count(*)) AS found
FROM events AS e
GROUP BY e.event_id
HAVING count(*) > 1
ORDER BY e.event_id
LIMIT $1

-- name: published_sequences
-- What a key has published is 1, 2, 3 … up to the number in its row.
SELECT e.key AS subject,
  format('%s messages up to sequence %s, the key says %s', e.found, e.last, coalesce(k.published::text, 'nothing'))
    AS found
FROM (
  SELECT key, count(DISTINCT sequence) AS found, min(sequence) AS first, max(sequence) AS last
  FROM events
  WHERE sequence IS NOT NULL
  GROUP BY key
) AS e
LEFT JOIN keys AS k ON k.key = e.key
WHERE e.found <> e.last
  OR e.first <> 1
  OR k.published IS DISTINCT FROM e.last
ORDER BY e.key
LIMIT $1

-- name: keys_without_messages
-- A key's row counts messages that are there.
SELECT k.key AS subject, format('%s messages, none stored', k.published) AS found
FROM keys AS k
WHERE k.published > 0
  AND NOT EXISTS (SELECT FROM events AS e WHERE e.key = k.key AND e.sequence IS NOT NULL)
ORDER BY k.key
LIMIT $1

-- name: outbox_of_events
-- What waits to be sent is a stored event's message, with its sequence, or tells of a refused event.
SELECT o.key AS subject, format('sequence %s at position %s has no event', o.sequence, o.position) AS found
FROM outbox AS o
WHERE o.topic NOT LIKE '%.dead-letter.v1'
  AND NOT EXISTS (SELECT FROM events AS e WHERE e.key = o.key AND e.sequence = o.sequence)
ORDER BY o.key, o.sequence
LIMIT $1

-- name: command_outcomes
-- A command's outcome is not ahead of its stream.
SELECT c.command_id AS subject,
  format('says %s is at version %s, it is at %s', c.stream, c.version, coalesce(s.version, 0)) AS found
FROM commands AS c
LEFT JOIN streams AS s ON s.stream = c.stream
WHERE c.version > coalesce(s.version, 0)
ORDER BY c.command_id
LIMIT $1

-- name: reserved_by_streams
-- A value is held by a stream that exists.
SELECT r.kind AS subject, format('held by %s, which is not there', r.stream) AS found
FROM reservations AS r
WHERE NOT EXISTS (SELECT FROM streams AS s WHERE s.stream = r.stream)
ORDER BY r.kind, r.stream
LIMIT $1

-- name: history_guarded
-- The trigger that forbids rewriting is in place and on.
SELECT 'events' AS subject, 'the trigger events_never_change is missing or off' AS found
WHERE NOT EXISTS (
  SELECT
  FROM pg_trigger
  WHERE tgrelid = 'events'::regclass
    AND tgname = 'events_never_change'
    AND tgenabled <> 'D'
)
LIMIT $1
