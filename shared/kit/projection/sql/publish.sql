-- What a read model adds to its `write` to publish from the fold, in the same statement as its rows.

-- name: publish_ctes
-- Messages become outbox rows, numbered contiguously by key after what the service published before.
-- `rows()` gives four arrays of one length, one element a message, in the order in which a key's
-- messages are to be published: `out_key`, `out_topic`, `out_headers` (JSON object of the ce_* headers
-- without ce_sequence, as text) and `out_value` (bytes). Several messages of one key may come in a batch.
-- The row of `keys` stays locked until commit, so a key's outbox rows are visible in their order. An
-- append of the same key reads that row before it writes it, so the fold takes the append's own lock
-- first, in the append's order: numbers of both are drawn one after the other, after every offset.
out_messages AS MATERIALIZED (
  SELECT
    m.key,
    m.topic,
    m.headers,
    m.value,
    m.place,
    row_number() OVER (PARTITION BY m.key ORDER BY m.place) AS nth,
    count(*) OVER (PARTITION BY m.key) AS of_key
  FROM unnest(
    :out_key::text[], :out_topic::text[], :out_headers::text[], :out_value::bytea[]
  ) WITH ORDINALITY AS m (key, topic, headers, value, place)
),
out_locks AS MATERIALIZED (
  SELECT count(pg_advisory_xact_lock(l.hash)) AS held
  FROM (
    SELECT DISTINCT hashtextextended(m.key, 0) AS hash
    FROM out_messages AS m
    ORDER BY hash
  ) AS l
),
out_numbers AS (
  INSERT INTO public.keys AS k (key, published)
  SELECT
    m.key,
    count(*)
  FROM out_messages AS m
  -- Not one row before every lock is held.
  WHERE (SELECT l.held FROM out_locks AS l) > 0
  GROUP BY m.key
  ORDER BY m.key
  ON CONFLICT (key) DO UPDATE SET published = k.published + excluded.published
  RETURNING key, published
),
out_rows AS (
  INSERT INTO public.outbox (topic, key, sequence, headers, value)
  SELECT
    m.topic,
    m.key,
    n.published - m.of_key + m.nth,
    m.headers,
    m.value
  FROM out_messages AS m
  JOIN out_numbers AS n ON n.key = m.key
  ORDER BY m.place
  RETURNING position
)

-- name: keep_ctes
-- What `publish_ctes` sends is kept as stored events of the streams that the messages are about, with the
-- numbers they went out with: a log that was lost is then published again as it was, together with what the
-- store published of the same keys. The messages of a key are appended under the key's lock, taken above, so
-- the order of positions is that of the sequences. `metadata` are the headers, `data` is the value.
out_kept AS (
  SELECT
    m.key,
    m.place,
    n.published - m.of_key + m.nth AS sequence,
    m.headers,
    m.headers::json AS header,
    m.headers::json ->> 'ce_subject' AS stream,
    m.value
  FROM out_messages AS m
  JOIN out_numbers AS n ON n.key = m.key
),
out_streams AS (
  INSERT INTO public.streams AS s (stream, key, version)
  SELECT
    m.stream,
    m.key,
    count(*)
  FROM out_kept AS m
  GROUP BY m.stream, m.key
  ORDER BY m.stream
  ON CONFLICT (stream) DO UPDATE SET version = s.version + excluded.version
  RETURNING stream, version
),
out_events AS (
  INSERT INTO public.events (
    stream, key, version, event_id, type, schema_version, data, metadata, occurred_at, sequence
  )
  SELECT
    m.stream,
    m.key,
    s.version - count(*) OVER (PARTITION BY m.stream) + row_number() OVER (PARTITION BY m.stream ORDER BY m.place),
    (m.header ->> 'ce_id')::uuid,
    m.header ->> 'ce_type',
    substring(m.header ->> 'ce_dataschema' FROM '[0-9]+$')::integer,
    m.value,
    convert_to(m.headers, 'UTF8'),
    (m.header ->> 'ce_time')::timestamptz,
    m.sequence
  FROM out_kept AS m
  JOIN out_streams AS s ON s.stream = m.stream
  ORDER BY m.place
  RETURNING position
)
