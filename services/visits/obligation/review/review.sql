-- Looking at customers whose obligations may have changed.

-- name: become_reviewer
-- Be the one reviewer of this service until the session ends; see `become_worker` of the deadlines.
SELECT pg_try_advisory_lock(hashtext('obligation reviews'), 0)

-- name: adopt
-- A page of customers behind the key $1 stands in the list; returns the last of them, NULL after the last page.
WITH page AS (
  SELECT key
  FROM customers.customer
  WHERE key > $1::text
  ORDER BY key
  LIMIT $2::integer
),
adopted AS (
  INSERT INTO reviews (key, review_at)
  SELECT key, '-infinity'
  FROM page
  ON CONFLICT (key) DO NOTHING
)
SELECT max(key)
FROM page

-- name: due
-- Who is to be looked at by $1, longest due first; then those last seen under other rules than $2.
(
  SELECT key, changes, tries
  FROM reviews
  WHERE review_at <= $1::timestamptz
  ORDER BY review_at, key
  LIMIT $3::integer
)
UNION ALL
(
  SELECT key, changes, tries
  FROM reviews
  WHERE rules < $2::text AND review_at > $1::timestamptz
  ORDER BY rules, key
  LIMIT $3::integer
)
UNION ALL
(
  SELECT key, changes, tries
  FROM reviews
  WHERE rules > $2::text AND review_at > $1::timestamptz
  ORDER BY rules, key
  LIMIT $3::integer
)
LIMIT $3::integer

-- name: customers
-- What the rules ask of these customers.
SELECT key, lifecycle, tier, owner, open_complaints, known
FROM customers.customer
WHERE key = ANY($1::text[])

-- name: past
-- What these customers are owed, and the last obligation of each rule.
SELECT o.obligation_id, o.key, o.rule, o.period, o.met_by, o.owed_since, o.standing, o.person
FROM obligations.obligation AS o
WHERE o.key = ANY($1::text[])
  AND (
    o.standing = 'open'
    OR NOT EXISTS (
      SELECT
      FROM obligations.obligation AS later
      WHERE later.key = o.key AND later.rule = o.rule AND later.owed_since > o.owed_since
    )
  )

-- name: looked
-- These were looked at under $4 and come again at their time; one that has changed meanwhile stands as it is.
UPDATE reviews AS r
SET review_at = seen.review_at, rules = $4::text, tries = 0, reason = NULL
FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) AS seen (key, changes, review_at)
WHERE r.key = seen.key AND r.changes = seen.changes

-- name: failed
-- These could not be looked at, for a reason, and are tried again at their time.
UPDATE reviews AS r
SET review_at = seen.review_at, rules = $4::text, tries = r.tries + 1, reason = seen.reason
FROM unnest($1::text[], $2::bigint[], $3::timestamptz[], $5::text[]) AS seen (key, changes, review_at, reason)
WHERE r.key = seen.key AND r.changes = seen.changes

-- name: backlog
-- How many are to be looked at by $1, and how many could not be.
SELECT
  count(*) FILTER (WHERE review_at <= $1::timestamptz) AS due,
  count(*) FILTER (WHERE tries > 0) AS failing
FROM reviews
