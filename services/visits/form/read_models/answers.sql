-- Answered forms, by customer and counted by day; the schema `forms` is its own, a rebuild swaps it.

-- name: ddl
-- One row a customer for the projector's memory, one an answer, and counters kept by partition, so that no
-- two writers meet and statistics read days instead of answers.
CREATE TABLE customer (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  answers integer NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE answer (
  answer_id text PRIMARY KEY,
  key text NOT NULL,
  form text NOT NULL,
  answered_at timestamptz NOT NULL,
  about text,
  told text NOT NULL
);
COMMENT ON COLUMN answer.told IS 'The data of the event, as it was said.';
CREATE INDEX answer_newest ON answer (key, answered_at DESC, answer_id DESC);
CREATE INDEX answer_about ON answer (about) WHERE about IS NOT NULL;

CREATE TABLE contact (
  contact_id text PRIMARY KEY,
  key text NOT NULL,
  salesperson text NOT NULL,
  happened_at timestamptz NOT NULL
);
COMMENT ON TABLE contact IS 'What inspections draw from: who met which customer, and when.';
CREATE INDEX contact_of_salesperson ON contact (salesperson, happened_at);

CREATE TABLE answers_by_day (
  form text NOT NULL,
  day date NOT NULL,
  partition integer NOT NULL,
  answers bigint NOT NULL,
  rated bigint NOT NULL,
  hundredths bigint NOT NULL,
  flagged bigint NOT NULL,
  low_scores bigint NOT NULL,
  PRIMARY KEY (form, day, partition)
) WITH (fillfactor = 50);
COMMENT ON COLUMN answers_by_day.day IS 'The day of the answer in Asia/Shanghai.';
COMMENT ON COLUMN answers_by_day.rated IS 'Answers with a total.';
COMMENT ON COLUMN answers_by_day.hundredths IS 'Sum of their totals, in hundredths: whole numbers add up in any order.';

CREATE TABLE scores_by_day (
  form text NOT NULL,
  item text NOT NULL,
  day date NOT NULL,
  value integer NOT NULL,
  partition integer NOT NULL,
  answers bigint NOT NULL,
  flagged bigint NOT NULL,
  PRIMARY KEY (form, item, day, value, partition)
) WITH (fillfactor = 50);

-- name: select
-- The rows of these keys, as the fold loads them.
SELECT
  key,
  seen,
  answers
FROM customer
WHERE key = ANY($1::text[])

-- name: write
-- A batch's answers, and by how much they move the counters.
customer_rows AS (
  INSERT INTO customer AS c (key, partition, seen, answers)
  SELECT *
  FROM unnest(:key::text[], :partition::integer[], :seen::text[], :answers::integer[])
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    answers = excluded.answers
),
answer_rows AS (
  INSERT INTO answer (answer_id, key, form, answered_at, about, told)
  SELECT *
  FROM unnest(
    :answer_id::text[], :answer_key::text[], :answer_form::text[], :answered_at::timestamptz[],
    :about::text[], :told::text[]
  )
  -- An answer has one row, whatever its sender numbered twice.
  ON CONFLICT (answer_id) DO NOTHING
),
contact_rows AS (
  INSERT INTO contact (contact_id, key, salesperson, happened_at)
  SELECT *
  FROM unnest(:contact_id::text[], :contact_key::text[], :salesperson::text[], :happened_at::timestamptz[])
  -- A contact has one row, whatever its sender numbered twice.
  ON CONFLICT (contact_id) DO NOTHING
),
day_rows AS (
  INSERT INTO answers_by_day AS d (form, day, partition, answers, rated, hundredths, flagged, low_scores)
  SELECT *
  FROM unnest(
    :day_form::text[], :day::date[], :day_partition::integer[], :day_answers::bigint[], :day_rated::bigint[],
    :day_hundredths::bigint[], :day_flagged::bigint[], :day_low_scores::bigint[]
  )
  ON CONFLICT (form, day, partition) DO UPDATE SET
    answers = d.answers + excluded.answers,
    rated = d.rated + excluded.rated,
    hundredths = d.hundredths + excluded.hundredths,
    flagged = d.flagged + excluded.flagged,
    low_scores = d.low_scores + excluded.low_scores
),
score_rows AS (
  INSERT INTO scores_by_day AS s (form, item, day, value, partition, answers, flagged)
  SELECT *
  FROM unnest(
    :score_form::text[], :score_item::text[], :score_day::date[], :score_value::integer[],
    :score_partition::integer[], :score_answers::bigint[], :score_flagged::bigint[]
  )
  ON CONFLICT (form, item, day, value, partition) DO UPDATE SET
    answers = s.answers + excluded.answers,
    flagged = s.flagged + excluded.flagged
)

-- name: seen
-- How far a customer's row has heard each source.
SELECT seen
FROM forms.customer
WHERE key = $1::text

-- name: page
-- A customer's answers, the newest first, from behind ($3, $4); $2 is the form, or NULL for all.
SELECT
  answer_id,
  answered_at,
  told
FROM forms.answer
WHERE key = $1::text
  AND ($2::text IS NULL OR form = $2::text)
  AND ($3::timestamptz IS NULL OR (answered_at, answer_id) < ($3::timestamptz, $4::text))
ORDER BY answered_at DESC, answer_id DESC
LIMIT $5::integer

-- name: months
-- What the answers to form $1 from day $2 to day $3 come to, by month.
SELECT
  to_char(day, 'YYYY-MM') AS month,
  sum(answers)::bigint AS answers,
  sum(rated)::bigint AS rated,
  sum(hundredths)::bigint AS hundredths,
  sum(flagged)::bigint AS flagged,
  sum(low_scores)::bigint AS low_scores
FROM forms.answers_by_day
WHERE form = $1::text AND day BETWEEN $2::date AND $3::date
GROUP BY month
ORDER BY month

-- name: scores
-- How often each item of form $1 got each score from day $2 to day $3, and how often it was flagged.
SELECT
  item,
  value,
  sum(answers)::bigint AS answers,
  sum(flagged)::bigint AS flagged
FROM forms.scores_by_day
WHERE form = $1::text AND day BETWEEN $2::date AND $3::date
GROUP BY item, value
ORDER BY item, value

-- name: contacts
-- The contacts of salesperson $1 from $2 to before $3.
SELECT contact_id
FROM forms.contact
WHERE salesperson = $1::text AND happened_at >= $2::timestamptz AND happened_at < $3::timestamptz

-- name: judged
-- The newest answer to form $2 about each of these things, and whose it is about.
SELECT DISTINCT ON (about)
  about,
  told
FROM forms.answer
WHERE about = ANY($1::text[]) AND form = $2::text
ORDER BY about, answered_at DESC, answer_id DESC

-- name: due
-- Customers of classes $1 whose last answer to form $3 is none or was before the class's time of $2, by
-- key from behind $4, at most $6. Of all customers, $5 percent are asked: those whose hash is low enough.
SELECT
  c.key AS customer_id,
  c.tier,
  c.owner,
  a.answered_at
FROM customers.customer AS c
JOIN unnest($1::text[], $2::timestamptz[]) AS i (tier, due_before) ON i.tier = c.tier
LEFT JOIN LATERAL (
  SELECT answered_at
  FROM forms.answer
  WHERE key = c.key AND form = $3::text
  ORDER BY answered_at DESC
  LIMIT 1
) AS a ON true
WHERE (a.answered_at IS NULL OR a.answered_at <= i.due_before)
  AND ($4::text IS NULL OR c.key > $4::text)
  -- The first 32 bits of a hash of form and customer: the same customers each time, and anyone can tell.
  AND ('x' || substr(md5($3::text || ':' || c.key), 1, 8))::bit(32)::bigint < $5::double precision / 100 * 4294967296
ORDER BY c.key
LIMIT $6::integer
