-- The policy books that were announced. One key, `policy`; the schema `policy` is its own, a rebuild swaps it.

-- name: ddl
-- What the projector has seen, and each book as it was announced: rows are added and never changed.
CREATE TABLE announcements (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  books integer NOT NULL
);
CREATE TABLE books (
  number integer PRIMARY KEY,
  version text NOT NULL UNIQUE,
  replaces text NOT NULL,
  effective_from timestamptz NOT NULL,
  drafted_by text NOT NULL,
  approved_by text NOT NULL,
  approved_at timestamptz NOT NULL,
  book text NOT NULL
);
COMMENT ON COLUMN books.number IS 'The order of the announcements, from 1. Of two books for the same moment the later one holds.';
COMMENT ON COLUMN books.drafted_by IS 'JSON array of everybody who wrote at it.';
COMMENT ON COLUMN books.book IS 'JSON as it was announced; its order of names is the order in print.';

-- name: select
-- The row of the key, as the fold loads it.
SELECT
  key,
  seen,
  books
FROM announcements
WHERE key = ANY($1::text[])

-- name: write
-- The count moves on; new books are added. A version announced twice is refused, and seen to by a person.
written AS (
  INSERT INTO announcements AS a (key, partition, seen, books)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[], :books::integer[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    books = excluded.books
),
added AS (
  INSERT INTO books (
    number, version, replaces, effective_from, drafted_by, approved_by, approved_at, book
  )
  SELECT *
  FROM unnest(
    :number::integer[], :version::text[], :replaces::text[], :effective_from::timestamptz[],
    :drafted_by::text[], :approved_by::text[], :approved_at::timestamptz[], :book::text[]
  )
)

-- name: announced_after
-- The books announced after number $1, in that order.
SELECT
  number,
  version,
  replaces,
  effective_from,
  drafted_by,
  approved_by,
  approved_at,
  book
FROM policy.books
WHERE number > $1
ORDER BY number

-- name: position
-- The next record of topic $1, partition $2 that is not stored, and why the key $3 stands still, if it does.
SELECT
  coalesce((SELECT next_offset FROM policy.offsets WHERE topic = $1 AND partition = $2), 0) AS next_offset,
  (SELECT reason FROM policy.parked WHERE key = $3) AS parked
