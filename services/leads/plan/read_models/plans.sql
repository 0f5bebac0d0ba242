-- The plans, one row each. The schema `plans` is its own, a rebuild swaps it.

-- name: ddl
-- `memory` is the projector's own of each plan's key; `plan` has every plan that was ever submitted.
CREATE TABLE memory (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE plan (
  plan_id text PRIMARY KEY,
  key text NOT NULL,
  kind text NOT NULL,
  kind_zh text NOT NULL,
  kind_en text NOT NULL,
  title text NOT NULL,
  owner_name text NOT NULL,
  customer_id text,
  target_group text,
  opened_at timestamptz NOT NULL,
  standing text NOT NULL,
  version integer NOT NULL,
  in_force integer,
  nodes text NOT NULL,
  overdue boolean NOT NULL,
  review_at timestamptz,
  review_due boolean NOT NULL,
  revise boolean NOT NULL,
  ended_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON COLUMN plan.version IS 'The latest version; in_force is the one that was approved last.';
COMMENT ON COLUMN plan.nodes IS 'The time nodes of the version in force, as JSON.';
COMMENT ON COLUMN plan.overdue IS 'Whether a time node was not reached by its time, and still is not.';
COMMENT ON COLUMN plan.revise IS 'Whether a review found that another version is needed.';
CREATE INDEX plan_of_key ON plan (key);
CREATE INDEX plan_by_opening ON plan (opened_at, plan_id);
CREATE INDEX plan_of_customer ON plan (customer_id, opened_at, plan_id);
CREATE INDEX plan_alive ON plan (standing, opened_at, plan_id) WHERE standing <> 'ended';

-- name: select
-- The plans of these keys, as the fold loads them.
SELECT
  m.key,
  m.seen,
  (
    SELECT coalesce(json_agg(p), '[]')::text
    FROM plan AS p
    WHERE p.key = m.key
  ) AS rows
FROM memory AS m
WHERE m.key = ANY($1::text[])

-- name: write
-- A batch's keys, and the plans that it changed.
written AS (
  INSERT INTO memory AS m (key, partition, seen)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen
),
planned AS (
  INSERT INTO plan AS p (
    plan_id, key, kind, kind_zh, kind_en, title, owner_name, customer_id, target_group, opened_at, standing,
    version, in_force, nodes, overdue, review_at, review_due, revise, ended_at
  )
  SELECT *
  FROM unnest(
    :plan_id::text[], :row_key::text[], :kind::text[], :kind_zh::text[], :kind_en::text[], :title::text[],
    :owner_name::text[], :customer_id::text[], :target_group::text[], :opened_at::timestamptz[],
    :standing::text[], :version::integer[], :in_force::integer[], :nodes::text[], :overdue::boolean[],
    :review_at::timestamptz[], :review_due::boolean[], :revise::boolean[], :ended_at::timestamptz[]
  )
  ON CONFLICT (plan_id) DO UPDATE SET
    title = excluded.title,
    owner_name = excluded.owner_name,
    standing = excluded.standing,
    version = excluded.version,
    in_force = excluded.in_force,
    nodes = excluded.nodes,
    overdue = excluded.overdue,
    review_at = excluded.review_at,
    review_due = excluded.review_due,
    revise = excluded.revise,
    ended_at = excluded.ended_at
)

-- name: page
-- Plans by their first submission, from behind ($1, $2); $3 kind, $4 customer, $5 owner, $6 standing and
-- $7 overdue filter, $8 those whose review is due or found that they need another version.
SELECT
  plan_id,
  kind,
  kind_zh,
  kind_en,
  title,
  owner_name AS owner,
  customer_id,
  target_group,
  opened_at,
  standing,
  version,
  in_force,
  nodes,
  overdue,
  review_at,
  review_due,
  revise,
  ended_at
FROM plans.plan
WHERE ($1::timestamptz IS NULL OR (opened_at, plan_id) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR kind = $3::text)
  AND ($4::text IS NULL OR customer_id = $4::text)
  AND ($5::text IS NULL OR owner_name = $5::text)
  AND ($6::text IS NULL OR standing = $6::text)
  AND ($7::boolean IS NULL OR overdue = $7::boolean)
  AND ($8::boolean IS NULL OR (review_due OR revise) = $8::boolean)
ORDER BY opened_at, plan_id
LIMIT $9::integer

-- name: counts
-- How many plans are in force, how many of them are overdue, and how many wait for an approval.
SELECT
  count(*) FILTER (WHERE standing = 'in_force') AS in_force,
  count(*) FILTER (WHERE overdue) AS overdue,
  count(*) FILTER (WHERE standing = 'submitted') AS waiting
FROM plans.plan
WHERE standing <> 'ended'
