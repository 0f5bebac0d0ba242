-- The tiers of all customers: one row each, and one row for each event that earned points.

-- name: tables
-- `customers` is what is believed of each customer; `contributions` are the facts it follows from.
CREATE TABLE customers (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  tier text NOT NULL,
  since timestamptz,
  by_decay boolean NOT NULL,
  crossing_at timestamptz,
  newest_at timestamptz,
  sums jsonb NOT NULL,
  heard_until timestamptz,
  policy_version text NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE customers IS '客户等级 | The class of each customer, and the decayed sums by signal as of its newest fact.';
COMMENT ON COLUMN customers.crossing_at IS '仅因时间推移而变级的时刻 | When time alone changes the class; the ticker acts on it.';
COMMENT ON COLUMN customers.sums IS '各信号在 newest_at 的衰减值 | Decayed points by signal at newest_at; the score at any later time follows.';

-- Only key customers and a few others have a crossing, so most rows stay out of the index and are updated in place.
CREATE INDEX customers_crossing ON customers (partition, crossing_at) WHERE crossing_at IS NOT NULL;

CREATE TABLE contributions (
  key text NOT NULL,
  event_id text NOT NULL,
  source text NOT NULL,
  type text NOT NULL,
  signal text NOT NULL,
  points double precision NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (key, occurred_at, event_id)
);
COMMENT ON TABLE contributions IS '每个计分事件的原始分值 | What each scored event earned, before decay.';

CREATE VIEW remembered AS
SELECT
  c.*,
  f.occurred_ats,
  f.event_ids,
  f.sources,
  f.types,
  f.signals,
  f.points
FROM customers AS c
CROSS JOIN LATERAL (
  SELECT
    array_agg(occurred_at) AS occurred_ats,
    array_agg(event_id) AS event_ids,
    array_agg(source) AS sources,
    array_agg(type) AS types,
    array_agg(signal) AS signals,
    array_agg(points) AS points
  FROM contributions
  WHERE key = c.key
) AS f;
COMMENT ON VIEW remembered IS '客户行及其全部计分事件 | A customer''s row with all of its contributions, as the fold loads it.';

-- name: select
-- What the fold remembers of some customers.
SELECT *
FROM remembered
WHERE key = ANY($1::text[])

-- name: due
-- Customers whose class time alone has changed, oldest first. Chosen before their facts are read.
SELECT r.*
FROM (
  SELECT key
  FROM customers
  WHERE partition = ANY($1::integer[])
    AND crossing_at <= $2::timestamptz
  ORDER BY crossing_at, key
  LIMIT $3::integer
) AS due
JOIN remembered AS r ON r.key = due.key

-- name: write
-- Each customer's row as of the batch, and the facts that the batch brought.
customer_rows AS (
  INSERT INTO customers AS c (
    key, partition, seen, tier, since, by_decay, crossing_at, newest_at, sums, heard_until, policy_version
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :tier::text[], :since::timestamptz[],
    :by_decay::boolean[], :crossing_at::timestamptz[], :newest_at::timestamptz[], :sums::jsonb[],
    :heard_until::timestamptz[], :policy_version::text[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    tier = excluded.tier,
    since = excluded.since,
    by_decay = excluded.by_decay,
    crossing_at = excluded.crossing_at,
    newest_at = excluded.newest_at,
    sums = excluded.sums,
    heard_until = excluded.heard_until,
    policy_version = excluded.policy_version
),
contribution_rows AS (
  INSERT INTO contributions (key, event_id, source, type, signal, points, occurred_at)
  SELECT *
  FROM unnest(
    :fact_key::text[], :fact_event_id::text[], :fact_source::text[], :fact_type::text[],
    :fact_signal::text[], :fact_points::double precision[], :fact_occurred_at::timestamptz[]
  )
)

-- name: known
-- Some customers' classes and facts. The keys come from a subquery so that no plan is made for their
-- number, and one plan serves every group of readers.
SELECT *
FROM tier.remembered
WHERE key = ANY((SELECT $1::text[])::text[])

-- name: seen
-- How far one customer's row has heard its sources.
SELECT seen
FROM tier.customers
WHERE key = $1::text
