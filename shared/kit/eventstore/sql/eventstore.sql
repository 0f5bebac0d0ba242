-- What the Postgres store says to its database, the append function aside (see migrations).

-- name: append_group
-- One group of commands, one transaction. The arguments are those of the function, in order; most
-- are an array's text.
SELECT verdict, stream, version, published, answer, kind, value
FROM append_group(
  $1::text::text[], $2::text::text[], $3::text::text[], $4::text::bigint[], $5::text::integer[],
  $6::text::integer[], $7, $8::text::integer[],
  $9::text::integer[], $10::text::integer[],
  $11::text::integer[], $12::text::integer[], $13::text::integer[], $14::text::uuid[], $15::text::text[],
  $16::text::integer[], $17::text::timestamptz[], $18::text::text[], $19, $20::text::integer[],
  $21::text::integer[], $22::text::text[], $23::text::text[], $24::text::timestamptz[], $25,
  $26::text::integer[], $27::text::text[], $28::text::text[]
)

-- name: heads
-- How far each stream's key has published, and each command's earlier outcome if it had one.
-- $1 text[]: streams; $2 text[]: command ids, NULL for none.
-- Row by row: a join planned while the tables were empty would read them whole for as long as it is
-- cached, and a look of its own has only the index.
SELECT
  coalesce(k.published, 0) AS key_published,
  c.request_hash, c.stream, c.version, c.published, c.answer
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (stream, command_id, ordinal)
LEFT JOIN LATERAL (
  SELECT keys.published
  FROM streams
  JOIN keys ON keys.key = streams.key
  WHERE streams.stream = asked.stream
  LIMIT 1
) AS k ON true
LEFT JOIN LATERAL (
  SELECT commands.request_hash, commands.stream, commands.version, commands.published, commands.answer
  FROM commands
  WHERE commands.command_id = asked.command_id
  LIMIT 1
) AS c ON true
ORDER BY asked.ordinal

-- name: streams
-- These streams, each in order. $1 text[]. Row by row, as above.
SELECT e.position, e.stream, e.key, e.version, e.event_id, e.type, e.schema_version, e.data, e.metadata,
  e.occurred_at, e.recorded_at, e.sequence
FROM unnest($1::text[]) WITH ORDINALITY AS asked (stream, ordinal)
CROSS JOIN LATERAL (
  SELECT *
  FROM events
  WHERE events.stream = asked.stream
  ORDER BY events.version
) AS e
ORDER BY asked.ordinal, e.version

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

-- name: streams_of_key
-- The streams of key $1 whose names begin with $2, each with the position of its first event: newest first,
-- from behind position $3 (NULL: from the newest).
SELECT position, stream
FROM events
WHERE key = $1
  AND version = 1
  AND starts_with(stream, $2)
  AND ($3::bigint IS NULL OR position < $3::bigint)
ORDER BY position DESC
LIMIT $4

-- name: streams_named
-- The streams whose names begin with $1, each with the position of its first event: newest first, from
-- behind position $2 (NULL: from the newest).
SELECT position, stream
FROM events
WHERE version = 1
  AND starts_with(stream, $1)
  AND ($2::bigint IS NULL OR position < $2::bigint)
ORDER BY position DESC
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
