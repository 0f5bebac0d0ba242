-- The kit's statements on a projection's schema. Unqualified names: the search path selects the projection.

-- name: batch_ctes
-- Every offset of the batch's partitions moves from where this owner saw it last; keys and letters are set aside.
batch AS (
  -- Locked in one order everywhere, so that two owners wait for each other and never deadlock.
  SELECT
    o.topic,
    o.partition,
    b.expected,
    b.next_offset
  FROM unnest(
    :offset_topic::text[], :offset_partition::integer[], :offset_expected::bigint[], :offset_next::bigint[]
  ) AS b (topic, partition, expected, next_offset)
  JOIN offsets AS o ON o.topic = b.topic AND o.partition = b.partition
  ORDER BY o.topic, o.partition
  FOR UPDATE OF o
),
moved AS (
  -- The owner is compared beside the offset: a batch of one topic must also be refused when the
  -- partition's other topic was moved by a new owner, whose rows this one's memory does not know.
  UPDATE offsets AS o
  SET
    next_offset = batch.next_offset,
    moved_at = now()
  FROM batch
  WHERE o.topic = batch.topic
    AND o.partition = batch.partition
    AND o.next_offset = batch.expected
    AND o.owner = :owner::text
  RETURNING 1
),
newly_parked AS (
  INSERT INTO parked (key, partition, reason, detail, topic, "offset")
  SELECT *
  FROM unnest(
    :parked_key::text[], :parked_partition::integer[], :parked_reason::text[], :parked_detail::text[],
    :parked_topic::text[], :parked_offset::bigint[]
  )
),
newly_dead AS (
  INSERT INTO dead_letters (
    key, topic, partition, "offset", raw_key, headers, value, reason, detail, state
  )
  SELECT *
  FROM unnest(
    :letter_key::text[], :letter_topic::text[], :letter_partition::integer[], :letter_offset::bigint[],
    :letter_raw_key::bytea[], :letter_headers::text[], :letter_value::bytea[], :letter_reason::text[],
    :letter_detail::text[], :letter_state::text[]
  )
)

-- name: batch_fence
-- The statement's only result; raises TKFEN unless every offset moved.
SELECT fenced((SELECT count(*) FROM moved), cardinality(:offset_topic::text[]))

-- name: positions
-- The offsets known for some topics and partitions.
SELECT
  topic,
  partition,
  next_offset
FROM offsets
WHERE topic = ANY($1::text[])
  AND partition = ANY($2::integer[])

-- name: claim
-- From here on only $5 moves these offsets; a partition never read before starts at its first offset.
INSERT INTO offsets AS o (topic, partition, next_offset, owner, start)
SELECT
  c.topic,
  c.partition,
  c.first_offset,
  $5::text,
  $4::text
FROM unnest($1::text[], $2::integer[], $3::bigint[]) AS c (topic, partition, first_offset)
ORDER BY c.topic, c.partition
ON CONFLICT (topic, partition) DO UPDATE SET owner = excluded.owner
RETURNING topic, partition, next_offset, start

-- name: parked_of
-- The keys that stand still in some partitions.
SELECT
  key,
  partition
FROM parked
WHERE partition = ANY($1::integer[])

-- name: rulings_of
-- What people decided about records of some partitions.
SELECT
  topic,
  partition,
  "offset",
  state
FROM dead_letters
WHERE partition = ANY($1::integer[])
  AND state IN ('gap_accepted', 'discarded')

-- name: all_rulings
-- What people decided about records, to be taken over by a rebuild.
SELECT
  key,
  topic,
  partition,
  "offset",
  raw_key,
  headers,
  value,
  reason,
  detail,
  received_at,
  state
FROM dead_letters
WHERE state IN ('gap_accepted', 'discarded')

-- name: take_over_ruling
-- One ruling of the live projection stands in this one too.
INSERT INTO dead_letters (
  key, topic, partition, "offset", raw_key, headers, value, reason, detail, received_at, state
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (topic, partition, "offset") DO UPDATE SET state = excluded.state

-- name: parked_key
-- One key that stands still; locked, so that two people do not redrive it at once.
SELECT
  key,
  partition,
  reason,
  detail,
  topic,
  "offset",
  since
FROM parked
WHERE key = $1::text
FOR UPDATE

-- name: is_parked
-- Whether a key stands still.
SELECT EXISTS (SELECT FROM parked WHERE key = $1::text)

-- name: parked_keys
-- All keys that stand still, oldest first.
SELECT key
FROM parked
ORDER BY since, key

-- name: parked_for
-- The keys that stand still for a reason, NULL for any, oldest first.
SELECT key
FROM parked
WHERE ($1::text IS NULL OR reason = $1::text)
ORDER BY since, key

-- name: take_partition
-- The partition belongs to $2 from here on: a live projector notices at its next statement and reads anew.
WITH locked AS (
  SELECT
    topic,
    partition
  FROM offsets
  WHERE partition = $1::integer
  ORDER BY topic, partition
  FOR UPDATE
)

UPDATE offsets AS o
SET owner = $2::text
FROM locked
WHERE o.topic = locked.topic
  AND o.partition = locked.partition
RETURNING o.topic, o.partition, o.next_offset, o.start

-- name: partition_of_parked
-- Where a key that stands still belongs.
SELECT partition
FROM parked
WHERE key = $1::text

-- name: letters_of
-- A key's records in a state, such as those that wait behind it, in order of arrival.
SELECT
  id,
  key,
  topic,
  partition,
  "offset",
  raw_key,
  headers,
  value,
  reason,
  detail,
  received_at,
  state
FROM dead_letters
WHERE key = $1::text
  AND state = $2::text
ORDER BY id

-- name: letters
-- Records set aside, newest first, from before an id.
SELECT
  id,
  key,
  topic,
  partition,
  "offset",
  raw_key,
  headers,
  value,
  reason,
  detail,
  received_at,
  state
FROM dead_letters
WHERE ($1::bigint IS NULL OR id < $1::bigint)
  AND ($2::text IS NULL OR state = $2::text)
  AND ($3::text IS NULL OR reason = $3::text)
ORDER BY id DESC
LIMIT $4::integer

-- name: letter_counts
-- How many records wait for a person, by reason.
SELECT
  reason,
  count(*) AS letters
FROM dead_letters
WHERE state IN ('parked', 'unkeyed')
GROUP BY reason
ORDER BY reason

-- name: unpark
-- The key moves again.
DELETE FROM parked
WHERE key = $1::text

-- name: rule
-- These letters have this state now, and their detail says why from here on.
UPDATE dead_letters
SET
  state = $2::text,
  detail = concat_ws('; ', nullif(detail, ''), $2::text || ' ' || nullif($3::text, ''))
WHERE id = ANY($1::bigint[])
  AND state <> $2::text

-- name: discard
-- A person decided that one record is passed over, here and in every rebuild.
UPDATE dead_letters
SET
  state = 'discarded',
  detail = concat_ws('; ', nullif(detail, ''), 'discarded ' || nullif($2::text, ''))
WHERE id = $1::bigint
  AND state IN ('parked', 'unkeyed')
RETURNING key

-- name: status
-- How many keys stand still and how many records are set aside, and since when.
SELECT
  (SELECT count(*) FROM parked) AS parked_keys,
  (SELECT min(since) FROM parked) AS parked_since,
  (SELECT count(*) FROM dead_letters WHERE state = 'parked') AS letters_waiting,
  (SELECT count(*) FROM dead_letters WHERE state = 'unkeyed') AS letters_unkeyed,
  (SELECT max(moved_at) FROM offsets) AS moved_at

-- name: all_offsets
-- Where the projection stands.
SELECT
  topic,
  partition,
  next_offset,
  start
FROM offsets
ORDER BY topic, partition

-- name: lock_offsets
-- Where the projection stands, and nobody moves it before this transaction ends.
SELECT
  topic,
  partition,
  next_offset
FROM offsets
ORDER BY topic, partition
FOR UPDATE

-- name: disown_offsets
-- No owner of before can write any more.
UPDATE offsets
SET owner = $1::text

-- name: rulings_on
-- How many decisions of people stand on records of some topics.
SELECT count(*)
FROM dead_letters
WHERE topic = ANY($1::text[])
  AND state IN ('gap_accepted', 'discarded')

-- name: forget_letters
-- Letters of some topics are gone; how many there were.
WITH gone AS (
  DELETE FROM dead_letters
  WHERE topic = ANY($1::text[])
  RETURNING 1
)

SELECT count(*)
FROM gone

-- name: forget_offsets
-- Some topics were never read; how many partitions that are.
WITH gone AS (
  DELETE FROM offsets
  WHERE topic = ANY($1::text[])
  RETURNING 1
)

SELECT count(*)
FROM gone

-- name: fingerprint
-- The code that made the rows.
SELECT fingerprint
FROM projection

-- name: set_fingerprint
-- The rows of this schema are made by this code.
INSERT INTO projection (fingerprint)
VALUES ($1::text)

-- name: grant
-- A role may run the projector on this schema.
SELECT grant_to($1::text)

-- name: schema_exists
-- Whether a schema is there.
SELECT count(*) = 1
FROM pg_namespace
WHERE nspname = $1::text

-- name: tables_of
-- The read model's own tables of a schema.
SELECT c.relname::text
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1::text
  AND c.relkind IN ('r', 'p')
  AND c.relname NOT IN ('projection', 'offsets', 'parked', 'dead_letters')
ORDER BY 1

-- name: row_hashes
-- Key and hash of every row of a table, by key.
SELECT
  row_key,
  row_hash
FROM row_hashes($1::text)

-- name: readers_of
-- Views outside a schema that read its tables.
SELECT DISTINCT v.oid::regclass::text AS name
FROM pg_depend AS d
JOIN pg_rewrite AS r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_class AS v ON v.oid = r.ev_class
JOIN pg_class AS t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE n.nspname = $1::text
  AND v.relnamespace <> t.relnamespace
ORDER BY 1

-- name: all_keys
-- Every key that has a row, by key.
SELECT a_key
FROM all_keys()

-- name: table_with_states
-- The table with a row per key.
SELECT c.relname::text
FROM pg_class AS c
JOIN pg_attribute AS k ON k.attrelid = c.oid AND k.attname = 'key'
JOIN pg_attribute AS s ON s.attrelid = c.oid AND s.attname = 'seen'
WHERE c.relnamespace = $1::text::regnamespace
  AND c.relkind IN ('r', 'p')

-- name: hold_snapshot
-- The transaction may idle as long as the fresh fold takes; it is the snapshot that is compared.
SET LOCAL idle_in_transaction_session_timeout = 0

-- name: lock_rebuild
-- Whether this session alone rebuilds or verifies the projection; held until the session unlocks it.
SELECT pg_try_advisory_lock(hashtextextended('projection.' || $1::text, 0))

-- name: unlock_rebuild
-- Another may rebuild the projection.
SELECT pg_advisory_unlock(hashtextextended('projection.' || $1::text, 0))
