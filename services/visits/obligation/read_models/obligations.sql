-- What is and was owed. One row per obligation; the schema `obligations` is its own, a rebuild swaps it.

-- name: ddl
-- `customer` is the projector's memory; `obligation` has everything that was ever opened.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE obligation (
  obligation_id text PRIMARY KEY,
  key text NOT NULL,
  rule text NOT NULL,
  period text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  party text NOT NULL,
  person text,
  met_by text NOT NULL,
  owed_since timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  policy_version text NOT NULL,
  standing text NOT NULL,
  warnings integer NOT NULL,
  breached_at timestamptz,
  step text,
  ended_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON COLUMN obligation.step IS 'The last step of the ladder that was taken.';
CREATE INDEX obligation_of_customer ON obligation (key, rule, owed_since);
CREATE INDEX obligation_open ON obligation (due_at, obligation_id) WHERE standing = 'open';
CREATE INDEX obligation_open_of_person ON obligation (person, due_at, obligation_id) WHERE standing = 'open';

-- name: select
-- These customers, each with what they are owed now, as the fold loads it.
SELECT
  c.key,
  c.seen,
  (
    SELECT coalesce(json_agg(o), '[]')::text
    FROM obligation AS o
    WHERE o.key = c.key AND o.standing = 'open'
  ) AS rows
FROM customer AS c
WHERE c.key = ANY($1::text[])

-- name: write
-- A batch's customers, and the obligations that it changed.
written AS (
  INSERT INTO customer AS c (key, partition, seen)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen
),
owed AS (
  INSERT INTO obligation AS o (
    obligation_id, key, rule, period, title_zh, title_en, party, person, met_by, owed_since, due_at,
    policy_version, standing, warnings, breached_at, step, ended_at
  )
  SELECT *
  FROM unnest(
    :obligation_id::text[], :row_key::text[], :rule::text[], :period::text[], :title_zh::text[],
    :title_en::text[], :party::text[], :person::text[], :met_by::text[], :owed_since::timestamptz[],
    :due_at::timestamptz[], :policy_version::text[], :standing::text[], :warnings::integer[],
    :breached_at::timestamptz[], :step::text[], :ended_at::timestamptz[]
  )
  ON CONFLICT (obligation_id) DO UPDATE SET
    key = excluded.key,
    rule = excluded.rule,
    period = excluded.period,
    title_zh = excluded.title_zh,
    title_en = excluded.title_en,
    party = excluded.party,
    person = excluded.person,
    met_by = excluded.met_by,
    owed_since = excluded.owed_since,
    due_at = excluded.due_at,
    policy_version = excluded.policy_version,
    standing = excluded.standing,
    warnings = excluded.warnings,
    breached_at = excluded.breached_at,
    step = excluded.step,
    ended_at = excluded.ended_at
)

-- name: page
-- Open obligations by due time, from behind ($1, $2); $3 person, $4 customer and $5 due by filter.
SELECT
  obligation_id,
  key,
  rule,
  title_zh,
  title_en,
  party,
  person,
  owed_since,
  due_at,
  warnings,
  breached_at,
  step
FROM obligations.obligation
WHERE standing = 'open'
  AND ($1::timestamptz IS NULL OR (due_at, obligation_id) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR person = $3::text)
  AND ($4::text IS NULL OR key = $4::text)
  AND ($5::timestamptz IS NULL OR due_at <= $5::timestamptz)
ORDER BY due_at, obligation_id
LIMIT $6::integer

-- name: counts
-- How many obligations are open, and how many of them are late at $1.
SELECT
  count(*) AS open,
  count(*) FILTER (WHERE due_at <= $1::timestamptz) AS overdue
FROM obligations.obligation
WHERE standing = 'open'
