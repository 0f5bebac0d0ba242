-- What was raised. One row per matter; the schema `matters` is its own, a rebuild swaps it.

-- name: ddl
-- `customer` is the projector's memory; `matter` has everything that was ever opened.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE matter (
  matter_id text PRIMARY KEY,
  key text NOT NULL,
  kind text NOT NULL,
  category text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  summary text NOT NULL,
  because_of text,
  opened_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  steps integer NOT NULL,
  paused_until timestamptz,
  breached_at timestamptz,
  measures text NOT NULL,
  outcome text,
  change text,
  closed_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON COLUMN matter.measures IS 'Ids of the measures in which it results, with spaces between.';
CREATE INDEX matter_of_customer ON matter (key);
CREATE INDEX matter_by_due ON matter (due_at, matter_id);
CREATE INDEX matter_open ON matter (kind, due_at, matter_id) WHERE closed_at IS NULL;
CREATE INDEX matter_of_measure ON matter USING gin (string_to_array(measures, ' '));

-- name: select
-- These customers, each with all that was raised, as the fold loads it.
SELECT
  c.key,
  c.seen,
  (
    SELECT coalesce(json_agg(m), '[]')::text
    FROM matter AS m
    WHERE m.key = c.key
  ) AS rows
FROM customer AS c
WHERE c.key = ANY($1::text[])

-- name: write
-- A batch's customers, and the matters that it changed.
written AS (
  INSERT INTO customer AS c (key, partition, seen)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen
),
raised AS (
  INSERT INTO matter AS m (
    matter_id, key, kind, category, title_zh, title_en, summary, because_of, opened_at, due_at, steps,
    paused_until, breached_at, measures, outcome, change, closed_at
  )
  SELECT *
  FROM unnest(
    :matter_id::text[], :row_key::text[], :kind::text[], :category::text[], :title_zh::text[],
    :title_en::text[], :summary::text[], :because_of::text[], :opened_at::timestamptz[],
    :due_at::timestamptz[], :steps::integer[], :paused_until::timestamptz[], :breached_at::timestamptz[],
    :measures::text[], :outcome::text[], :change::text[], :closed_at::timestamptz[]
  )
  ON CONFLICT (matter_id) DO UPDATE SET
    due_at = excluded.due_at,
    steps = excluded.steps,
    paused_until = excluded.paused_until,
    breached_at = excluded.breached_at,
    measures = excluded.measures,
    outcome = excluded.outcome,
    change = excluded.change,
    closed_at = excluded.closed_at
)

-- name: page
-- Matters by due time, from behind ($1, $2); $3 kind, $4 category, $5 customer, $6 measure, $7 open and
-- $8 breached filter.
SELECT
  matter_id,
  key,
  kind,
  category,
  title_zh,
  title_en,
  summary,
  because_of,
  opened_at,
  due_at,
  steps,
  paused_until,
  breached_at,
  measures,
  outcome,
  change,
  closed_at
FROM matters.matter
WHERE ($1::timestamptz IS NULL OR (due_at, matter_id) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR kind = $3::text)
  AND ($4::text IS NULL OR category = $4::text)
  AND ($5::text IS NULL OR key = $5::text)
  AND ($6::text IS NULL OR string_to_array(measures, ' ') @> ARRAY[$6::text])
  AND ($7::boolean IS NULL OR (closed_at IS NULL) = $7::boolean)
  AND (NOT $8::boolean OR breached_at IS NOT NULL)
ORDER BY due_at, matter_id
LIMIT $9::integer

-- name: counts
-- How many matters are open, and how many of them are late.
SELECT
  count(*) AS open,
  count(*) FILTER (WHERE breached_at IS NOT NULL) AS late
FROM matters.matter
WHERE closed_at IS NULL
