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
  last_events text NOT NULL,
  last_fact text,
  last_fact_at timestamptz,
  last_contact text,
  last_contact_at timestamptz,
  archive_at timestamptz,
  archived_at timestamptz,
  archived_upon timestamptz,
  returned boolean NOT NULL
) WITH (fillfactor = 80);
COMMENT ON COLUMN customer.confirmed IS 'False for one that somebody told facts about and nobody captured yet.';
COMMENT ON COLUMN customer.sections IS 'JSON object: since when each recorded section says what it says.';
COMMENT ON COLUMN customer.tier IS 'What scoring last said; NULL before it said anything.';
COMMENT ON COLUMN customer.last_events IS 'JSON array of the last five facts of leads, newest first: type and time.';
COMMENT ON COLUMN customer.last_fact IS 'Type of the last fact of leads, a contract lasting until its end.';
COMMENT ON COLUMN customer.last_contact IS 'Type of the last fact of visits that shows the customer not quiet.';
COMMENT ON COLUMN customer.archive_at IS 'When the customer is archived, as announced; NULL unless it is.';
COMMENT ON COLUMN customer.archived_upon IS 'When the last fact was on which the announcement or the archiving stands.';
COMMENT ON COLUMN customer.returned IS 'Whether a fact from after archived_upon is known.';
CREATE INDEX customer_lifecycle ON customer (lifecycle, key);
CREATE INDEX customer_unconfirmed ON customer (key) WHERE NOT confirmed;
CREATE INDEX customer_returned ON customer (key) WHERE returned;

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
  last_events,
  last_fact,
  last_fact_at,
  last_contact,
  last_contact_at,
  archive_at,
  archived_at,
  archived_upon
FROM customer
WHERE key = ANY($1::text[])

-- name: write
-- A batch's rows replace what was there.
written AS (
  INSERT INTO customer AS c (
    key, partition, seen, confirmed, kind, name, source, campaign, owner, captured_at, lifecycle,
    completeness, sections, tier, last_events, last_fact, last_fact_at, last_contact, last_contact_at,
    archive_at, archived_at, archived_upon, returned
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :confirmed::boolean[], :kind::text[],
    :name::text[], :source::text[], :campaign::text[], :salesperson::text[], :captured_at::timestamptz[],
    :lifecycle::text[], :completeness::double precision[], :sections::text[], :tier::text[],
    :last_events::text[], :last_fact::text[], :last_fact_at::timestamptz[], :last_contact::text[],
    :last_contact_at::timestamptz[], :archive_at::timestamptz[], :archived_at::timestamptz[],
    :archived_upon::timestamptz[], :returned::boolean[]
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
    last_events = excluded.last_events,
    last_fact = excluded.last_fact,
    last_fact_at = excluded.last_fact_at,
    last_contact = excluded.last_contact,
    last_contact_at = excluded.last_contact_at,
    archive_at = excluded.archive_at,
    archived_at = excluded.archived_at,
    archived_upon = excluded.archived_upon,
    returned = excluded.returned
)

-- name: page
-- Customers in order of their key, from behind $1; $2 lifecycle, $3 confirmed, $4 tier and $5 owner filter,
-- $7 whether a section of $8 says what it says since before its time in $9, $10 whether less than $11 is filled,
-- $12 whether they are archived, $13 whether that is announced.
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
  last_events,
  greatest(last_fact_at, last_contact_at) AS last_heard_at,
  archive_at,
  archived_at
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
  AND ($12::boolean IS NULL OR $12::boolean = (archived_at IS NOT NULL))
  AND ($13::boolean IS NULL OR $13::boolean = (archive_at IS NOT NULL))
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
  last_events,
  greatest(last_fact_at, last_contact_at) AS last_heard_at,
  archive_at,
  archived_at
FROM customers.customer
WHERE key = $1::text

-- name: seen
-- How far the row of one customer has heard each source.
SELECT seen
FROM customers.customer
WHERE key = $1::text

-- name: counts
-- How many customers there are, how many of them nobody captured, and how many are archived.
SELECT
  count(*) AS customers,
  count(*) FILTER (WHERE NOT confirmed) AS unconfirmed,
  count(*) FILTER (WHERE archived_at IS NOT NULL) AS archived
FROM customers.customer
