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
  served text NOT NULL,
  tier text,
  last_events text NOT NULL,
  last_fact text,
  last_fact_at timestamptz,
  last_contact text,
  last_contact_at timestamptz,
  archive_at timestamptz,
  archived_at timestamptz,
  archived_upon timestamptz,
  returned boolean NOT NULL,
  owned_since timestamptz,
  met_contact text,
  met_at timestamptz,
  return_at timestamptz,
  idle_since timestamptz,
  pool_since timestamptz,
  pool_cause text,
  pool_reason text,
  last_owner text,
  appealed_at timestamptz,
  ended text NOT NULL,
  kept_since timestamptz,
  erased_keys text NOT NULL
) WITH (fillfactor = 80);
COMMENT ON COLUMN customer.confirmed IS 'False for one that somebody told facts about and nobody captured yet.';
COMMENT ON COLUMN customer.sections IS 'JSON object: since when each recorded section says what it says.';
COMMENT ON COLUMN customer.served IS 'JSON array of the customers whom a dealer serves.';
COMMENT ON COLUMN customer.tier IS 'What scoring last said; NULL before it said anything.';
COMMENT ON COLUMN customer.last_events IS 'JSON array of the last five facts of leads, newest first: type and time.';
COMMENT ON COLUMN customer.last_fact IS 'Type of the last fact of leads, a contract lasting until its end.';
COMMENT ON COLUMN customer.last_contact IS 'Type of the last fact of visits that shows the customer not quiet.';
COMMENT ON COLUMN customer.archive_at IS 'When the customer is archived, as announced; NULL unless it is.';
COMMENT ON COLUMN customer.archived_upon IS 'When the last fact was on which the announcement or the archiving stands.';
COMMENT ON COLUMN customer.returned IS 'Whether a fact from after archived_upon is known.';
COMMENT ON COLUMN customer.owned_since IS 'When the clock of the owner starts; NULL without an owner.';
COMMENT ON COLUMN customer.met_at IS 'The last effective contact, which is met_contact.';
COMMENT ON COLUMN customer.return_at IS 'When the customer goes back to the pool, as the owner was told; NULL unless they were.';
COMMENT ON COLUMN customer.idle_since IS 'Since when the customer was idle as that was told.';
COMMENT ON COLUMN customer.appealed_at IS 'Since when an appeal against the return is undecided.';
COMMENT ON COLUMN customer.pool_since IS 'Since when the customer is in the pool: captured without an owner, released or returned.';
COMMENT ON COLUMN customer.ended IS 'JSON object: when each consent ended of which something is kept.';
COMMENT ON COLUMN customer.kept_since IS 'The earliest of these times.';
COMMENT ON COLUMN customer.erased_keys IS 'JSON array of the keys that were said to be erased.';
CREATE INDEX customer_lifecycle ON customer (lifecycle, key);
CREATE INDEX customer_unconfirmed ON customer (key) WHERE NOT confirmed;
CREATE INDEX customer_returned ON customer (key) WHERE returned;
CREATE INDEX customer_warned ON customer (key) WHERE return_at IS NOT NULL;
CREATE INDEX customer_pooled ON customer (pool_since, key) WHERE pool_since IS NOT NULL;
CREATE INDEX customer_owner ON customer (owner, key);
CREATE INDEX customer_source ON customer (source, key);
CREATE INDEX customer_campaign ON customer (campaign, key) WHERE campaign IS NOT NULL;
CREATE INDEX customer_served ON customer USING gin ((served::jsonb)) WHERE served <> '[]';
CREATE INDEX customer_kept ON customer (key) WHERE kept_since IS NOT NULL OR erased_keys <> '[]';

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
  served,
  tier,
  last_events,
  last_fact,
  last_fact_at,
  last_contact,
  last_contact_at,
  archive_at,
  archived_at,
  archived_upon,
  owned_since,
  met_contact,
  met_at,
  return_at,
  idle_since,
  pool_since,
  pool_cause,
  pool_reason,
  last_owner,
  appealed_at,
  ended,
  erased_keys
FROM customer
WHERE key = ANY($1::text[])

-- name: write
-- A batch's rows replace what was there.
written AS (
  INSERT INTO customer AS c (
    key, partition, seen, confirmed, kind, name, source, campaign, owner, captured_at, lifecycle,
    completeness, sections, served, tier, last_events, last_fact, last_fact_at, last_contact, last_contact_at,
    archive_at, archived_at, archived_upon, returned, owned_since, met_contact, met_at, return_at, idle_since,
    pool_since, pool_cause, pool_reason, last_owner, appealed_at, ended, kept_since, erased_keys
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :confirmed::boolean[], :kind::text[],
    :name::text[], :source::text[], :campaign::text[], :salesperson::text[], :captured_at::timestamptz[],
    :lifecycle::text[], :completeness::double precision[], :sections::text[], :served::text[], :tier::text[],
    :last_events::text[], :last_fact::text[], :last_fact_at::timestamptz[], :last_contact::text[],
    :last_contact_at::timestamptz[], :archive_at::timestamptz[], :archived_at::timestamptz[],
    :archived_upon::timestamptz[], :returned::boolean[], :owned_since::timestamptz[], :met_contact::text[],
    :met_at::timestamptz[], :return_at::timestamptz[], :idle_since::timestamptz[],
    :pool_since::timestamptz[], :pool_cause::text[], :pool_reason::text[], :last_owner::text[],
    :appealed_at::timestamptz[], :ended::text[], :kept_since::timestamptz[], :erased_keys::text[]
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
    served = excluded.served,
    tier = excluded.tier,
    last_events = excluded.last_events,
    last_fact = excluded.last_fact,
    last_fact_at = excluded.last_fact_at,
    last_contact = excluded.last_contact,
    last_contact_at = excluded.last_contact_at,
    archive_at = excluded.archive_at,
    archived_at = excluded.archived_at,
    archived_upon = excluded.archived_upon,
    returned = excluded.returned,
    owned_since = excluded.owned_since,
    met_contact = excluded.met_contact,
    met_at = excluded.met_at,
    return_at = excluded.return_at,
    idle_since = excluded.idle_since,
    pool_since = excluded.pool_since,
    pool_cause = excluded.pool_cause,
    pool_reason = excluded.pool_reason,
    last_owner = excluded.last_owner,
    appealed_at = excluded.appealed_at,
    ended = excluded.ended,
    kept_since = excluded.kept_since,
    erased_keys = excluded.erased_keys
)

-- name: page
-- Customers in order of their key, from behind $1; $2 lifecycle, $3 confirmed, $4 tier and $5 owner filter,
-- $7 whether a section of $8 says what it says since before its time in $9, $10 whether less than $11 is filled,
-- $12 whether they are archived, $13 whether that is announced, $14 whether they go back to the pool soon,
-- $15 whom they serve, $16 source and $17 campaign filter.
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
  archived_at,
  return_at
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
  AND ($14::boolean IS NULL OR $14::boolean = (return_at IS NOT NULL))
  AND ($15::text IS NULL OR (served <> '[]' AND served::jsonb ? $15::text))
  AND ($16::text IS NULL OR source = $16::text)
  AND ($17::text IS NULL OR campaign = $17::text)
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
  archived_at,
  return_at
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
