-- The opportunities of each customer. The schema `opportunities` is its own, a rebuild swaps it.

-- name: ddl
-- `customer` has what the stages of a pipeline may ask, `opportunity` everything that was ever opened.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  lifecycle text NOT NULL,
  tier text,
  owner text,
  open_complaints integer NOT NULL,
  known text NOT NULL,
  proofs text NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE opportunity (
  opportunity_id text PRIMARY KEY,
  key text NOT NULL,
  pipeline text NOT NULL,
  pipeline_zh text NOT NULL,
  pipeline_en text NOT NULL,
  title text NOT NULL,
  stage text NOT NULL,
  stage_zh text NOT NULL,
  stage_en text NOT NULL,
  opened_at timestamptz NOT NULL,
  entered_at timestamptz NOT NULL,
  expected_by timestamptz,
  overdue boolean NOT NULL,
  ended text,
  reason text,
  ended_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON COLUMN customer.known IS 'What the conditions of the policy book may ask, as JSON.';
COMMENT ON COLUMN customer.proofs IS 'The latest event that shows each kind of evidence, as JSON.';
COMMENT ON COLUMN opportunity.overdue IS 'Whether it is longer in its stage than the policy expected.';
CREATE INDEX opportunity_of_customer ON opportunity (key);
CREATE INDEX opportunity_by_entry ON opportunity (entered_at, opportunity_id);
CREATE INDEX opportunity_in_stage ON opportunity (pipeline, stage, entered_at, opportunity_id)
WHERE ended IS NULL;

-- name: select
-- These customers, each with all opportunities, as the fold loads them.
SELECT
  c.key,
  c.seen,
  c.lifecycle,
  c.tier,
  c.owner,
  c.open_complaints,
  c.known,
  c.proofs,
  (
    SELECT coalesce(json_agg(o), '[]')::text
    FROM opportunity AS o
    WHERE o.key = c.key
  ) AS rows
FROM customer AS c
WHERE c.key = ANY($1::text[])

-- name: write
-- A batch's customers, and the opportunities that it changed.
written AS (
  INSERT INTO customer AS c (
    key, partition, seen, lifecycle, tier, owner, open_complaints, known, proofs
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :lifecycle::text[], :tier::text[],
    :salesperson::text[], :open_complaints::integer[], :known::text[], :proofs::text[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    lifecycle = excluded.lifecycle,
    tier = excluded.tier,
    owner = excluded.owner,
    open_complaints = excluded.open_complaints,
    known = excluded.known,
    proofs = excluded.proofs
),
followed AS (
  INSERT INTO opportunity AS o (
    opportunity_id, key, pipeline, pipeline_zh, pipeline_en, title, stage, stage_zh, stage_en, opened_at,
    entered_at, expected_by, overdue, ended, reason, ended_at
  )
  SELECT *
  FROM unnest(
    :opportunity_id::text[], :row_key::text[], :pipeline::text[], :pipeline_zh::text[],
    :pipeline_en::text[], :title::text[], :stage::text[], :stage_zh::text[], :stage_en::text[],
    :opened_at::timestamptz[], :entered_at::timestamptz[], :expected_by::timestamptz[],
    :overdue::boolean[], :ended::text[], :reason::text[], :ended_at::timestamptz[]
  )
  ON CONFLICT (opportunity_id) DO UPDATE SET
    stage = excluded.stage,
    stage_zh = excluded.stage_zh,
    stage_en = excluded.stage_en,
    entered_at = excluded.entered_at,
    expected_by = excluded.expected_by,
    overdue = excluded.overdue,
    ended = excluded.ended,
    reason = excluded.reason,
    ended_at = excluded.ended_at
)

-- name: page
-- Opportunities by the entry into their stage, from behind ($1, $2); $3 pipeline, $4 stage, $5 customer,
-- $6 open and $7 overdue filter.
SELECT
  opportunity_id,
  key,
  pipeline,
  pipeline_zh,
  pipeline_en,
  title,
  stage,
  stage_zh,
  stage_en,
  opened_at,
  entered_at,
  expected_by,
  overdue,
  ended,
  reason,
  ended_at
FROM opportunities.opportunity
WHERE ($1::timestamptz IS NULL OR (entered_at, opportunity_id) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR pipeline = $3::text)
  AND ($4::text IS NULL OR stage = $4::text)
  AND ($5::text IS NULL OR key = $5::text)
  AND ($6::boolean IS NULL OR (ended IS NULL) = $6::boolean)
  AND ($7::boolean IS NULL OR overdue = $7::boolean)
ORDER BY entered_at, opportunity_id
LIMIT $8::integer

-- name: customer
-- One customer as the stages ask for them, and how far the row has heard each source.
SELECT
  seen,
  lifecycle,
  tier,
  owner,
  open_complaints,
  known,
  proofs
FROM opportunities.customer
WHERE key = $1::text

-- name: counts
-- How many opportunities are open, and how many of them are overdue in their stage.
SELECT
  count(*) AS open,
  count(*) FILTER (WHERE overdue) AS overdue
FROM opportunities.opportunity
WHERE ended IS NULL
