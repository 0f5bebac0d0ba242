-- What was promised. One row per promise; the schema `promises` is its own, a rebuild swaps it.

-- name: ddl
-- `customer` is the projector's memory; `promise` has everything that was ever promised.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE promise (
  promise_id text PRIMARY KEY,
  key text NOT NULL,
  promisor text NOT NULL,
  text text NOT NULL,
  recorded_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  discount_percent double precision,
  price_minor bigint,
  list_minor bigint,
  currency text,
  approver text,
  standing text NOT NULL,
  breached_at timestamptz,
  proof text,
  ended_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON COLUMN promise.approver IS 'The role that approves its discount, where the policy asks for that.';
CREATE INDEX promise_of_customer ON promise (key, due_at, promise_id);
CREATE INDEX promise_of_person ON promise (promisor, due_at, promise_id);
CREATE INDEX promise_by_due ON promise (due_at, promise_id);
CREATE INDEX promise_alive ON promise (standing, due_at, promise_id) WHERE standing IN ('waiting', 'open');

-- name: select
-- These customers, each with what may still change of what they were promised, as the fold loads it.
SELECT
  c.key,
  c.seen,
  (
    SELECT coalesce(json_agg(p), '[]')::text
    FROM promise AS p
    WHERE p.key = c.key AND p.standing IN ('waiting', 'open')
  ) AS rows
FROM customer AS c
WHERE c.key = ANY($1::text[])

-- name: write
-- A batch's customers, and the promises that it changed.
written AS (
  INSERT INTO customer AS c (key, partition, seen)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen
),
promised AS (
  INSERT INTO promise AS p (
    promise_id, key, promisor, text, recorded_at, due_at, discount_percent, price_minor, list_minor,
    currency, approver, standing, breached_at, proof, ended_at
  )
  SELECT *
  FROM unnest(
    :promise_id::text[], :row_key::text[], :promisor::text[], :text::text[], :recorded_at::timestamptz[],
    :due_at::timestamptz[], :discount_percent::double precision[], :price_minor::bigint[],
    :list_minor::bigint[], :currency::text[], :approver::text[], :standing::text[],
    :breached_at::timestamptz[], :proof::text[], :ended_at::timestamptz[]
  )
  ON CONFLICT (promise_id) DO UPDATE SET
    standing = excluded.standing,
    breached_at = excluded.breached_at,
    proof = excluded.proof,
    ended_at = excluded.ended_at
)

-- name: page
-- Promises by due time, from behind ($1, $2); $3 person, $4 customer, $5 standing and $6 breached filter.
SELECT
  promise_id,
  key,
  standing,
  promisor,
  text,
  recorded_at,
  due_at,
  discount_percent,
  price_minor,
  list_minor,
  currency,
  approver,
  breached_at,
  proof,
  ended_at
FROM promises.promise
WHERE ($1::timestamptz IS NULL OR (due_at, promise_id) > ($1::timestamptz, $2::text))
  AND ($3::text IS NULL OR promisor = $3::text)
  AND ($4::text IS NULL OR key = $4::text)
  AND ($5::text IS NULL OR standing = $5::text)
  AND (NOT $6::boolean OR breached_at IS NOT NULL)
ORDER BY due_at, promise_id
LIMIT $7::integer

-- name: counts
-- How many promises hold, how many of them are late, and how many wait for an approval.
SELECT
  count(*) FILTER (WHERE standing = 'open') AS open,
  count(*) FILTER (WHERE standing = 'open' AND breached_at IS NOT NULL) AS late,
  count(*) FILTER (WHERE standing = 'waiting') AS waiting
FROM promises.promise
WHERE standing IN ('waiting', 'open')
