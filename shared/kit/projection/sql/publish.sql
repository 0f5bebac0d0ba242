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
