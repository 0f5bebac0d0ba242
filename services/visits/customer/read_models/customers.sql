-- The customers that visits knows. One row per customer; the schema `customers` is its own, a rebuild swaps it.

-- name: ddl
-- One customer as leads, scoring and our own contacts told it; `seen` is the projector's memory.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  confirmed boolean NOT NULL,
  name text,
  kind text,
  owner text,
  lifecycle text NOT NULL,
  tier text,
  contacts integer NOT NULL,
  last_contact_at timestamptz,
  open_complaints integer NOT NULL,
  known text NOT NULL
) WITH (fillfactor = 80);
COMMENT ON COLUMN customer.known IS 'What the rules of the policy book may ask, as JSON.';
COMMENT ON COLUMN customer.confirmed IS 'False until leads says that it captured the customer.';
COMMENT ON COLUMN customer.tier IS 'What scoring last said; NULL before it said anything.';
COMMENT ON COLUMN customer.last_contact_at IS 'The latest time of any contact, in whatever order they were told.';
CREATE INDEX customer_unconfirmed ON customer (key) WHERE NOT confirmed;

-- name: select
-- The rows of these keys, as the fold loads them.
SELECT
  key,
  seen,
  confirmed,
  name,
  kind,
  owner,
  lifecycle,
  tier,
  contacts,
  last_contact_at,
  open_complaints,
  known
FROM customer
WHERE key = ANY($1::text[])

-- name: write
-- A batch's rows replace what was there.
written AS (
  INSERT INTO customer AS c (
    key, partition, seen, confirmed, name, kind, owner, lifecycle, tier, contacts, last_contact_at,
    open_complaints, known
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :confirmed::boolean[], :name::text[],
    :kind::text[], :salesperson::text[], :lifecycle::text[], :tier::text[], :contacts::integer[],
    :last_contact_at::timestamptz[], :open_complaints::integer[], :known::text[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    confirmed = excluded.confirmed,
    name = excluded.name,
    kind = excluded.kind,
    owner = excluded.owner,
    lifecycle = excluded.lifecycle,
    tier = excluded.tier,
    contacts = excluded.contacts,
    last_contact_at = excluded.last_contact_at,
    open_complaints = excluded.open_complaints,
    known = excluded.known
)

-- name: page
-- Customers in order of their key, from behind $1; $2 confirmed, $3 tier and $4 owner filter.
SELECT
  key,
  confirmed,
  name,
  kind,
  owner,
  lifecycle,
  tier,
  contacts,
  last_contact_at,
  open_complaints
FROM customers.customer
WHERE ($1::text IS NULL OR key > $1::text)
  AND ($2::boolean IS NULL OR confirmed = $2::boolean)
  AND ($3::text IS NULL OR tier = $3::text)
  AND ($4::text IS NULL OR owner = $4::text)
ORDER BY key
LIMIT $5::integer

-- name: standing
-- How far one customer has come, how often they were met, and what else the rules may ask.
SELECT lifecycle, contacts, known
FROM customers.customer
WHERE key = $1::text

-- name: counts
-- How many customers there are, and how many of them leads has not confirmed.
SELECT
  count(*) AS customers,
  count(*) FILTER (WHERE NOT confirmed) AS unconfirmed
FROM customers.customer
