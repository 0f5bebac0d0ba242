-- The list of customers. One row per customer; the schema `customers` is its own, a rebuild swaps it.

-- name: ddl
-- One customer as leads and scoring told it; `seen` is the projector's memory.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  confirmed boolean NOT NULL,
  kind text,
  name text,
  source text,
  campaign text,
  owner text,
  captured_at timestamptz,
  lifecycle text NOT NULL,
  completeness double precision NOT NULL,
  sections text NOT NULL,
  tier text,
  last_events text NOT NULL
) WITH (fillfactor = 80);
COMMENT ON COLUMN customer.confirmed IS 'False for one that somebody told facts about and nobody captured yet.';
COMMENT ON COLUMN customer.sections IS 'JSON object: since when each recorded section says what it says.';
COMMENT ON COLUMN customer.tier IS 'What scoring last said; NULL before it said anything.';
COMMENT ON COLUMN customer.last_events IS 'JSON array of the last five facts of leads, newest first: type and time.';
CREATE INDEX customer_lifecycle ON customer (lifecycle, key);
CREATE INDEX customer_unconfirmed ON customer (key) WHERE NOT confirmed;

-- name: select
-- The rows of these keys, as the fold loads them.
SELECT
  key,
  seen,
  kind,
  name,
  source,
  campaign,
  owner,
  captured_at,
  lifecycle,
  completeness,
  sections,
  tier,
  last_events
FROM customer
WHERE key = ANY($1::text[])

-- name: write
-- A batch's rows replace what was there.
written AS (
  INSERT INTO customer AS c (
    key, partition, seen, confirmed, kind, name, source, campaign, owner, captured_at, lifecycle,
    completeness, sections, tier, last_events
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :confirmed::boolean[], :kind::text[],
    :name::text[], :source::text[], :campaign::text[], :salesperson::text[], :captured_at::timestamptz[],
    :lifecycle::text[], :completeness::double precision[], :sections::text[], :tier::text[],
    :last_events::text[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    confirmed = excluded.confirmed,
    kind = excluded.kind,
    name = excluded.name,
    source = excluded.source,
    campaign = excluded.campaign,
    owner = excluded.owner,
    captured_at = excluded.captured_at,
    lifecycle = excluded.lifecycle,
    completeness = excluded.completeness,
    sections = excluded.sections,
    tier = excluded.tier,
    last_events = excluded.last_events
)

-- name: page
-- Customers in order of their key, from behind $1; $2 lifecycle, $3 confirmed, $4 tier and $5 owner filter,
-- $7 whether a section of $8 says what it says since before its time in $9, $10 whether less than $11 is filled.
SELECT
  key,
  confirmed,
  kind,
  name,
  source,
  campaign,
  owner,
  captured_at,
  lifecycle,
  completeness,
  sections,
  tier,
  last_events
FROM customers.customer
WHERE ($1::text IS NULL OR key > $1::text)
  AND ($2::text IS NULL OR lifecycle = $2::text)
  AND ($3::boolean IS NULL OR confirmed = $3::boolean)
  AND ($4::text IS NULL OR tier = $4::text)
  AND ($5::text IS NULL OR owner = $5::text)
  AND (
    $7::boolean IS NULL
    OR $7::boolean = EXISTS (
      SELECT
      FROM unnest($8::text[], $9::timestamptz[]) AS asked (section, before)
      WHERE (sections::jsonb ->> asked.section)::timestamptz < asked.before
    )
  )
  AND ($10::boolean IS NULL OR $10::boolean = (completeness < $11::double precision))
ORDER BY key
LIMIT $6::integer

-- name: one
-- One customer as the list shows it.
SELECT
  key,
  confirmed,
  kind,
  name,
  source,
  campaign,
  owner,
  captured_at,
  lifecycle,
  completeness,
  sections,
  tier,
  last_events
FROM customers.customer
WHERE key = $1::text

-- name: seen
-- How far the row of one customer has heard each source.
SELECT seen
FROM customers.customer
WHERE key = $1::text

-- name: counts
-- How many customers there are, and how many of them nobody captured.
SELECT
  count(*) AS customers,
  count(*) FILTER (WHERE NOT confirmed) AS unconfirmed
FROM customers.customer
