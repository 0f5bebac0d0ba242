-- What was planned. One row per planned contact; the schema `planned` is its own, a rebuild swaps it.

-- name: ddl
-- `customer` is the projector's memory; `contact` has every contact that was ever planned.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE contact (
  planned_id text PRIMARY KEY,
  key text NOT NULL,
  salesperson text NOT NULL,
  channel text NOT NULL,
  kind text,
  starts_at timestamptz NOT NULL,
  timing text,
  missing integer NOT NULL,
  standing text NOT NULL,
  ended_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON COLUMN contact.missing IS 'How much is missing that the policy asks for before it begins.';
CREATE INDEX contact_of_customer ON contact (key, starts_at, planned_id);
CREATE INDEX contact_of_person ON contact (salesperson, starts_at, planned_id);
CREATE INDEX contact_by_time ON contact (starts_at, planned_id);
CREATE INDEX contact_ahead ON contact (key) WHERE standing = 'planned';

-- name: select
-- These customers, each with what lies ahead, as the fold loads it.
SELECT
  c.key,
  c.seen,
  (
    SELECT coalesce(json_agg(p), '[]')::text
    FROM contact AS p
    WHERE p.key = c.key AND p.standing = 'planned'
  ) AS rows
FROM customer AS c
WHERE c.key = ANY($1::text[])

-- name: write
-- A batch's customers, and the planned contacts that it changed.
written AS (
  INSERT INTO customer AS c (key, partition, seen)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen
),
planned AS (
  INSERT INTO contact AS p (
    planned_id, key, salesperson, channel, kind, starts_at, timing, missing, standing, ended_at
  )
  SELECT *
  FROM unnest(
    :planned_id::text[], :row_key::text[], :salesperson::text[], :channel::text[], :kind::text[],
    :starts_at::timestamptz[], :timing::text[], :missing::integer[], :standing::text[],
    :ended_at::timestamptz[]
  )
  ON CONFLICT (planned_id) DO UPDATE SET
    missing = excluded.missing,
    standing = excluded.standing,
    ended_at = excluded.ended_at
)

-- name: page
-- Planned contacts by when they start, from behind ($1, $2); $3 person, $4 customer and $5 standing filter.
SELECT
  planned_id,
  key,
  standing,
  salesperson,
  channel,
  kind,
  starts_at,
  timing,
  missing,
  ended_at
FROM planned.contact
WHERE ($1::timestamptz IS NULL OR (starts_at, planned_id) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR salesperson = $3::text)
  AND ($4::text IS NULL OR key = $4::text)
  AND ($5::text IS NULL OR standing = $5::text)
ORDER BY starts_at, planned_id
LIMIT $6::integer

-- name: counts
-- How many planned contacts lie ahead, and how many of them are not prepared.
SELECT
  count(*) AS ahead,
  count(*) FILTER (WHERE missing > 0) AS unprepared
FROM planned.contact
WHERE standing = 'planned'
