-- The tiers of all customers: one row each, and one row for each event that may earn points.

-- name: tables
-- `customers` is what is believed of each customer; `scored_facts` are the facts it follows from.
CREATE TABLE customers (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  tier text NOT NULL,
  since timestamptz,
  brought_by text,
  crossing_at timestamptz,
  newest_at timestamptz,
  sums jsonb NOT NULL,
  heard_until timestamptz,
  policy_version text,
  policy_from timestamptz
) WITH (fillfactor = 70);
COMMENT ON TABLE customers IS '客户等级 | The class of each customer, and the decayed sums by signal as of its newest fact.';
COMMENT ON COLUMN customers.crossing_at IS '仅因时间推移或人工调整到期而变级的时刻 | When time alone changes the class, by decay or as an override ends; the ticker acts on it.';
COMMENT ON COLUMN customers.sums IS '各信号在 newest_at 的衰减值 | Decayed points by signal at newest_at; the score at any later time follows.';

COMMENT ON COLUMN customers.brought_by IS '等级由何而来 | What brought the class: fact, decay, policy or override.';
COMMENT ON COLUMN customers.policy_from IS '该行所依制度的生效时间；落后者由定时器重评 | When the book behind this row took effect; the ticker grades anew what is behind.';

-- Only key customers and a few others have a crossing, so most rows stay out of the index and are updated in place.
CREATE INDEX customers_crossing ON customers (partition, crossing_at) WHERE crossing_at IS NOT NULL;

-- Changes when a book takes effect, and never else.
CREATE INDEX customers_policy ON customers (partition, policy_from);

CREATE TABLE scored_facts (
  key text NOT NULL,
  event_id text NOT NULL,
  source text NOT NULL,
  type text NOT NULL,
  data text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (key, occurred_at, event_id)
);
COMMENT ON TABLE scored_facts IS '每个可计分的事件，分值由当时的制度决定 | Each event that may earn points; how many, the book in force decides.';
COMMENT ON COLUMN scored_facts.data IS 'JSON of the fields that a policy may price.';

CREATE VIEW remembered AS
SELECT
  c.*,
  f.occurred_ats,
  f.event_ids,
  f.sources,
  f.types,
  f.recorded_ats,
  f.data
FROM customers AS c
CROSS JOIN LATERAL (
  SELECT
    array_agg(occurred_at) AS occurred_ats,
    array_agg(event_id) AS event_ids,
    array_agg(source) AS sources,
    array_agg(type) AS types,
    array_agg(recorded_at) AS recorded_ats,
    array_agg(data) AS data
  FROM scored_facts
  WHERE key = c.key
) AS f;
COMMENT ON VIEW remembered IS '客户行及其全部可计分事件 | A customer''s row with all of its facts, as the fold loads it.';

-- name: select
-- What the fold remembers of some customers.
SELECT *
FROM remembered
WHERE key = ANY($1::text[])

-- name: due
-- Customers whose class time alone has changed, and those not yet graded by the book in force; oldest
-- first. Chosen before their facts are read.
WITH in_force AS (
  SELECT max(effective_from) AS since
  FROM policy.books
  WHERE effective_from <= $2::timestamptz
),
by_decay AS (
  SELECT
    key,
    crossing_at AS due_at
  FROM customers
  WHERE partition = ANY($1::integer[])
    AND crossing_at <= $2::timestamptz
  ORDER BY crossing_at, key
  LIMIT $3::integer
),
by_policy AS (
  SELECT
    c.key,
    i.since AS due_at
  FROM customers AS c
  JOIN in_force AS i ON c.policy_from < i.since
  WHERE c.partition = ANY($1::integer[])
  LIMIT $3::integer
),
due AS (
  SELECT key
  FROM (TABLE by_decay UNION ALL TABLE by_policy) AS both_ways
  GROUP BY key
  ORDER BY min(due_at), key
  LIMIT $3::integer
)
SELECT r.*
FROM due
JOIN remembered AS r ON r.key = due.key

-- name: write
-- Each customer's row as of the batch, and the facts that the batch brought.
customer_rows AS (
  INSERT INTO customers AS c (
    key, partition, seen, tier, since, brought_by, crossing_at, newest_at, sums, heard_until, policy_version,
    policy_from
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :tier::text[], :since::timestamptz[],
    :brought_by::text[], :crossing_at::timestamptz[], :newest_at::timestamptz[], :sums::jsonb[],
    :heard_until::timestamptz[], :policy_version::text[], :policy_from::timestamptz[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    tier = excluded.tier,
    since = excluded.since,
    brought_by = excluded.brought_by,
    crossing_at = excluded.crossing_at,
    newest_at = excluded.newest_at,
    sums = excluded.sums,
    heard_until = excluded.heard_until,
    policy_version = excluded.policy_version,
    policy_from = excluded.policy_from
),
fact_rows AS (
  INSERT INTO scored_facts (key, event_id, source, type, data, occurred_at, recorded_at)
  SELECT *
  FROM unnest(
    :fact_key::text[], :fact_event_id::text[], :fact_source::text[], :fact_type::text[],
    :fact_data::text[], :fact_occurred_at::timestamptz[], :fact_recorded_at::timestamptz[]
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
