-- What the Postgres store says to its database, the append function aside (see migrations).

-- name: append_batch
-- One group of commands, one transaction. The arguments are those of the function, in order.
SELECT ordinal, verdict, stream, version, published, answer, kind, value
FROM append_batch(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24
)

-- name: head
-- How far the stream's key has published, and the command's earlier outcome if it had one.
SELECT
  coalesce(k.published, 0) AS key_published,
  c.request_hash, c.stream, c.version, c.published, c.answer
FROM (VALUES ($1::text, $2::text)) AS asked (stream, command_id)
LEFT JOIN streams AS s ON s.stream = asked.stream
LEFT JOIN keys AS k ON k.key = s.key
LEFT JOIN commands AS c ON c.command_id = asked.command_id

-- name: stream
-- One stream, in order.
SELECT position, stream, key, version, event_id, type, schema_version, data, metadata, occurred_at,
  recorded_at, sequence
FROM events
WHERE stream = $1
ORDER BY version

-- name: page
-- The next page of everything. Gaps in the positions are legal: refused appends draw none, but
-- failed transactions do.
SELECT position, stream, key, version, event_id, type, schema_version, data, metadata, occurred_at,
  recorded_at, sequence
FROM events
WHERE position > $1
ORDER BY position
LIMIT $2

-- name: page_of_key
-- The next page of what one key has published.
SELECT position, stream, key, version, event_id, type, schema_version, data, metadata, occurred_at,
  recorded_at, sequence
FROM events
WHERE key = $1
  AND sequence > $2
ORDER BY sequence
LIMIT $3

-- name: allow_idle
-- A scan may wait longer between two pages than a transaction usually may.
SELECT set_config('idle_in_transaction_session_timeout', $1, true)

-- name: requeue
-- Published messages go to the relay once more, with the sequences they had.
INSERT INTO outbox (topic, key, sequence, headers, value)
SELECT m.topic, m.key, m.sequence, m.headers, m.value
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bytea[])
  WITH ORDINALITY AS m (topic, key, sequence, headers, value, ordinal)
ORDER BY m.ordinal
