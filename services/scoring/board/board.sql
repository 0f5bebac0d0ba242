-- The board's tables and reads. Views for dashboards are in views.sql.

-- name: tables
-- `customers` moves with every contact and purchase, `profiles` seldom; counters are kept, not scanned.
CREATE TABLE customers (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  purchases integer NOT NULL,
  spending text NOT NULL,
  last_purchase_at timestamptz,
  contracts integer NOT NULL,
  last_contract_at timestamptz,
  visits integer NOT NULL,
  last_visit_at timestamptz,
  complaints integer NOT NULL,
  open_complaints integer NOT NULL,
  as_of timestamptz
) WITH (fillfactor = 70);
COMMENT ON COLUMN customers.spending IS '各币种购买笔数与最小单位金额 | Purchases and minor units by currency: {"CNY":[3,120000]}.';

CREATE TABLE profiles (
  key text PRIMARY KEY,
  kind text,
  name text,
  source text,
  owner text,
  owned_since timestamptz,
  last_owner text,
  pool_since timestamptz,
  pool_cause text,
  return_at timestamptz,
  captured_at timestamptz,
  lifecycle text NOT NULL,
  lifecycle_since timestamptz,
  intending_at timestamptz,
  signed_at timestamptz,
  archived_at timestamptz,
  group_key text,
  tier text NOT NULL,
  letter text NOT NULL,
  score double precision NOT NULL,
  tier_since timestamptz,
  crossing_at timestamptz,
  policy_version text
) WITH (fillfactor = 70);

CREATE INDEX profiles_by_tier ON profiles (tier, key);

-- Most customers belong to no group.
CREATE INDEX profiles_by_group ON profiles (group_key) WHERE group_key IS NOT NULL;

CREATE TABLE complaints (
  complaint_id text PRIMARY KEY,
  key text NOT NULL,
  severity text,
  filed_at timestamptz,
  acknowledge_by timestamptz,
  resolve_by timestamptz,
  acknowledged_at timestamptz,
  resolved_at timestamptz,
  acknowledge_breached_at timestamptz,
  resolve_breached_at timestamptz,
  acknowledge_told text,
  acknowledge_told_at timestamptz,
  resolve_told text,
  resolve_told_at timestamptz,
  reopened integer,
  reopened_at timestamptz,
  as_of timestamptz NOT NULL
);

CREATE INDEX complaints_open ON complaints (resolve_by) WHERE resolved_at IS NULL;

CREATE TABLE tier_moves (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  letter_before text NOT NULL,
  letter_after text NOT NULL,
  score double precision NOT NULL,
  cause text NOT NULL,
  changed_at timestamptz NOT NULL,
  policy_version text NOT NULL,
  as_of timestamptz NOT NULL
);

CREATE INDEX tier_moves_by_time ON tier_moves (changed_at);

CREATE TABLE form_answers (
  answer_id text PRIMARY KEY,
  key text NOT NULL,
  form text NOT NULL,
  audience text NOT NULL,
  mode text NOT NULL,
  items text NOT NULL,
  total double precision,
  flags text NOT NULL,
  low_score boolean NOT NULL,
  about text,
  answered_at timestamptz NOT NULL,
  policy_version text NOT NULL,
  as_of timestamptz NOT NULL
);
COMMENT ON COLUMN form_answers.items IS '各项评分 | Scores by item: {"product":5,"service":null}.';
COMMENT ON COLUMN form_answers.flags IS '预警 | Warnings: [{"item":"service","value":2,"sign":{"zh":"…","en":"…"}}].';

CREATE INDEX form_answers_by_time ON form_answers (answered_at);

CREATE TABLE obligations (
  obligation_id text PRIMARY KEY,
  key text NOT NULL,
  rule text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  party text NOT NULL,
  person text,
  due_at timestamptz NOT NULL,
  owed_since timestamptz,
  standing text,
  breached_at timestamptz,
  ended_at timestamptz,
  late boolean,
  as_of timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE matters (
  matter_id text PRIMARY KEY,
  key text NOT NULL,
  kind text NOT NULL,
  category text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  opened_at timestamptz,
  due_at timestamptz,
  breached_at timestamptz,
  closed_at timestamptz,
  late boolean,
  changed boolean,
  measure_id text,
  reopened integer NOT NULL,
  reopened_at timestamptz,
  as_of timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON COLUMN matters.changed IS '办结时写明了改变 | Whether its outcome names what it changed.';
COMMENT ON COLUMN matters.measure_id IS '由此采取的改进措施 | The measure that it results in.';

CREATE TABLE stage_stays (
  opportunity_id text NOT NULL,
  entered_at timestamptz NOT NULL,
  stage text NOT NULL,
  key text NOT NULL,
  pipeline text NOT NULL,
  pipeline_zh text NOT NULL,
  pipeline_en text NOT NULL,
  number integer,
  title_zh text,
  title_en text,
  expected_by timestamptz,
  left_at timestamptz,
  outcome text,
  late boolean,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (opportunity_id, entered_at, stage)
) WITH (fillfactor = 70);
CREATE INDEX stage_stays_of ON stage_stays (key, entered_at);
COMMENT ON COLUMN stage_stays.outcome IS '去向 | forward, back, passed over, won or lost; NULL while it is there.';

CREATE TABLE counts (
  partition integer NOT NULL,
  tier text NOT NULL,
  lifecycle text NOT NULL,
  confirmed boolean NOT NULL,
  customers bigint NOT NULL,
  PRIMARY KEY (partition, tier, lifecycle, confirmed)
) WITH (fillfactor = 50);
COMMENT ON TABLE counts IS '按分区累加的客户数 | Customers counted by deltas, a row for each partition, so that no two writers meet.';

-- Every row is there from the start: which zeros exist must not depend on where batches ended.
INSERT INTO counts (partition, tier, lifecycle, confirmed, customers)
SELECT
  partition,
  tier,
  lifecycle,
  confirmed,
  0
FROM generate_series(0, 11) AS partition
CROSS JOIN unnest(ARRAY['potential', 'ordinary', 'key']) AS tier
CROSS JOIN unnest(ARRAY['potential', 'intending', 'signed']) AS lifecycle
CROSS JOIN unnest(ARRAY[false, true]) AS confirmed;

CREATE TABLE heard (
  partition integer NOT NULL,
  source text NOT NULL,
  facts bigint NOT NULL,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (partition, source)
) WITH (fillfactor = 50);

-- name: select
-- What the fold remembers of some customers.
SELECT
  c.*,
  p.kind,
  p.name,
  p.source,
  p.owner,
  p.owned_since,
  p.last_owner,
  p.pool_since,
  p.pool_cause,
  p.return_at,
  p.captured_at,
  p.lifecycle,
  p.lifecycle_since,
  p.intending_at,
  p.signed_at,
  p.archived_at,
  p.group_key,
  p.tier,
  p.letter,
  p.score,
  p.tier_since,
  p.crossing_at,
  p.policy_version
FROM customers AS c
JOIN profiles AS p ON p.key = c.key
WHERE c.key = ANY($1::text[])

-- name: write
-- One upsert a table, and only of what the batch changed.
customer_rows AS (
  INSERT INTO customers AS c (
    key, partition, seen, purchases, spending, last_purchase_at, contracts, last_contract_at, visits,
    last_visit_at, complaints, open_complaints, as_of
  )
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :purchases::integer[], :spending::text[],
    :last_purchase_at::timestamptz[], :contracts::integer[], :last_contract_at::timestamptz[],
    :visits::integer[], :last_visit_at::timestamptz[], :complaints::integer[],
    :open_complaints::integer[], :as_of::timestamptz[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    purchases = excluded.purchases,
    spending = excluded.spending,
    last_purchase_at = excluded.last_purchase_at,
    contracts = excluded.contracts,
    last_contract_at = excluded.last_contract_at,
    visits = excluded.visits,
    last_visit_at = excluded.last_visit_at,
    complaints = excluded.complaints,
    open_complaints = excluded.open_complaints,
    as_of = excluded.as_of
),
profile_rows AS (
  INSERT INTO profiles AS p (
    key, kind, name, source, owner, owned_since, last_owner, pool_since, pool_cause, return_at, captured_at, lifecycle, lifecycle_since, intending_at,
    signed_at, archived_at, group_key, tier, letter, score, tier_since, crossing_at, policy_version
  )
  SELECT *
  FROM unnest(
    :profile_key::text[], :kind::text[], :name::text[], :source::text[], :owner_name::text[],
    :owned_since::timestamptz[], :last_owner::text[], :pool_since::timestamptz[], :pool_cause::text[],
    :return_at::timestamptz[], :captured_at::timestamptz[], :lifecycle::text[], :lifecycle_since::timestamptz[],
    :intending_at::timestamptz[], :signed_at::timestamptz[], :archived_at::timestamptz[], :group_key::text[], :tier::text[],
    :letter::text[], :score::double precision[], :tier_since::timestamptz[], :crossing_at::timestamptz[],
    :policy_version::text[]
  )
  ON CONFLICT (key) DO UPDATE SET
    kind = excluded.kind,
    name = excluded.name,
    source = excluded.source,
    owner = excluded.owner,
    owned_since = excluded.owned_since,
    last_owner = excluded.last_owner,
    pool_since = excluded.pool_since,
    pool_cause = excluded.pool_cause,
    return_at = excluded.return_at,
    captured_at = excluded.captured_at,
    lifecycle = excluded.lifecycle,
    lifecycle_since = excluded.lifecycle_since,
    intending_at = excluded.intending_at,
    signed_at = excluded.signed_at,
    archived_at = excluded.archived_at,
    group_key = excluded.group_key,
    tier = excluded.tier,
    letter = excluded.letter,
    score = excluded.score,
    tier_since = excluded.tier_since,
    crossing_at = excluded.crossing_at,
    policy_version = excluded.policy_version
),
tier_move_rows AS (
  INSERT INTO tier_moves (
    event_id, key, before, after, letter_before, letter_after, score, cause, changed_at, policy_version,
    as_of
  )
  SELECT *
  FROM unnest(
    :move_event_id::text[], :move_key::text[], :move_before::text[], :move_after::text[],
    :move_letter_before::text[], :move_letter_after::text[], :move_score::double precision[],
    :move_cause::text[], :move_changed_at::timestamptz[], :move_policy_version::text[],
    :move_as_of::timestamptz[]
  )
  -- An event has one row, whatever its sender numbered twice.
  ON CONFLICT (event_id) DO NOTHING
),
complaint_rows AS (
  INSERT INTO complaints AS c (
    complaint_id, key, severity, filed_at, acknowledge_by, resolve_by, acknowledged_at, resolved_at,
    acknowledge_breached_at, resolve_breached_at, acknowledge_told, acknowledge_told_at, resolve_told,
    resolve_told_at, reopened, reopened_at, as_of
  )
  SELECT *
  FROM unnest(
    :complaint_id::text[], :complaint_key::text[], :severity::text[], :filed_at::timestamptz[],
    :acknowledge_by::timestamptz[], :resolve_by::timestamptz[], :acknowledged_at::timestamptz[],
    :resolved_at::timestamptz[], :acknowledge_breached_at::timestamptz[],
    :resolve_breached_at::timestamptz[], :acknowledge_told::text[], :acknowledge_told_at::timestamptz[],
    :resolve_told::text[], :resolve_told_at::timestamptz[], :reopened::integer[],
    :reopened_at::timestamptz[], :complaint_as_of::timestamptz[]
  )
  -- One that is reopened begins anew: nothing but a reopening names its time.
  ON CONFLICT (complaint_id) DO UPDATE SET
    severity = coalesce(c.severity, excluded.severity),
    filed_at = coalesce(c.filed_at, excluded.filed_at),
    acknowledge_by = coalesce(excluded.acknowledge_by, c.acknowledge_by),
    resolve_by = coalesce(excluded.resolve_by, c.resolve_by),
    acknowledged_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.acknowledged_at, c.acknowledged_at)
      ELSE excluded.acknowledged_at
    END,
    resolved_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.resolved_at, c.resolved_at)
      ELSE excluded.resolved_at
    END,
    acknowledge_breached_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.acknowledge_breached_at, c.acknowledge_breached_at)
      ELSE excluded.acknowledge_breached_at
    END,
    resolve_breached_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.resolve_breached_at, c.resolve_breached_at)
      ELSE excluded.resolve_breached_at
    END,
    acknowledge_told = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.acknowledge_told, c.acknowledge_told)
      ELSE excluded.acknowledge_told
    END,
    acknowledge_told_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.acknowledge_told_at, c.acknowledge_told_at)
      ELSE excluded.acknowledge_told_at
    END,
    resolve_told = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.resolve_told, c.resolve_told)
      ELSE excluded.resolve_told
    END,
    resolve_told_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.resolve_told_at, c.resolve_told_at)
      ELSE excluded.resolve_told_at
    END,
    reopened = coalesce(excluded.reopened, c.reopened),
    reopened_at = coalesce(excluded.reopened_at, c.reopened_at),
    as_of = greatest(c.as_of, excluded.as_of)
),
form_answer_rows AS (
  INSERT INTO form_answers (
    answer_id, key, form, audience, mode, items, total, flags, low_score, about, answered_at, policy_version,
    as_of
  )
  SELECT *
  FROM unnest(
    :answer_id::text[], :answer_key::text[], :answer_form::text[], :answer_audience::text[],
    :answer_mode::text[], :answer_items::text[], :answer_total::double precision[], :answer_flags::text[],
    :answer_low_score::boolean[], :answer_about::text[], :answer_answered_at::timestamptz[],
    :answer_policy_version::text[], :answer_as_of::timestamptz[]
  )
  -- An answer has one row, whatever its sender numbered twice.
  ON CONFLICT (answer_id) DO NOTHING
),
obligation_rows AS (
  INSERT INTO obligations AS o (
    obligation_id, key, rule, title_zh, title_en, party, person, due_at, owed_since, standing, breached_at,
    ended_at, late, as_of
  )
  SELECT *
  FROM unnest(
    :owed_id::text[], :owed_key::text[], :owed_rule::text[], :owed_title_zh::text[], :owed_title_en::text[],
    :owed_party::text[], :owed_person::text[], :owed_due_at::timestamptz[], :owed_owed_since::timestamptz[],
    :owed_standing::text[], :owed_breached_at::timestamptz[], :owed_ended_at::timestamptz[],
    :owed_late::boolean[], :owed_as_of::timestamptz[]
  )
  -- One that was taken back and is owed again begins anew: nothing but an opening names its beginning.
  ON CONFLICT (obligation_id) DO UPDATE SET
    person = excluded.person,
    due_at = excluded.due_at,
    owed_since = coalesce(excluded.owed_since, o.owed_since),
    standing = coalesce(excluded.standing, o.standing),
    breached_at = CASE
      WHEN excluded.owed_since IS NULL THEN coalesce(excluded.breached_at, o.breached_at)
      ELSE excluded.breached_at
    END,
    ended_at = CASE
      WHEN excluded.owed_since IS NULL THEN coalesce(excluded.ended_at, o.ended_at)
      ELSE excluded.ended_at
    END,
    late = CASE WHEN excluded.owed_since IS NULL THEN coalesce(excluded.late, o.late) ELSE excluded.late END,
    as_of = excluded.as_of
),
matter_rows AS (
  INSERT INTO matters AS m (
    matter_id, key, kind, category, title_zh, title_en, opened_at, due_at, breached_at, closed_at, late,
    changed, measure_id, reopened, reopened_at, as_of
  )
  SELECT *
  FROM unnest(
    :matter_id::text[], :matter_key::text[], :matter_kind::text[], :matter_category::text[],
    :matter_title_zh::text[], :matter_title_en::text[], :matter_opened_at::timestamptz[],
    :matter_due_at::timestamptz[], :matter_breached_at::timestamptz[], :matter_closed_at::timestamptz[],
    :matter_late::boolean[], :matter_changed::boolean[], :matter_measure_id::text[],
    :matter_reopened::integer[], :matter_reopened_at::timestamptz[], :matter_as_of::timestamptz[]
  )
  -- One that is reopened begins anew: nothing but a reopening names its time.
  ON CONFLICT (matter_id) DO UPDATE SET
    opened_at = coalesce(m.opened_at, excluded.opened_at),
    due_at = coalesce(excluded.due_at, m.due_at),
    breached_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.breached_at, m.breached_at)
      ELSE excluded.breached_at
    END,
    closed_at = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.closed_at, m.closed_at)
      ELSE excluded.closed_at
    END,
    late = CASE WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.late, m.late) ELSE excluded.late END,
    changed = CASE
      WHEN excluded.reopened_at IS NULL THEN coalesce(excluded.changed, m.changed)
      ELSE excluded.changed
    END,
    measure_id = coalesce(excluded.measure_id, m.measure_id),
    reopened = m.reopened + excluded.reopened,
    reopened_at = coalesce(excluded.reopened_at, m.reopened_at),
    as_of = excluded.as_of
),
stay_rows AS (
  INSERT INTO stage_stays AS s (
    opportunity_id, entered_at, stage, key, pipeline, pipeline_zh, pipeline_en, number, title_zh, title_en,
    expected_by, left_at, outcome, late, as_of
  )
  SELECT *
  FROM unnest(
    :stay_opportunity_id::text[], :stay_entered_at::timestamptz[], :stay_stage::text[], :stay_key::text[],
    :stay_pipeline::text[], :stay_pipeline_zh::text[], :stay_pipeline_en::text[], :stay_number::integer[],
    :stay_title_zh::text[], :stay_title_en::text[], :stay_expected_by::timestamptz[],
    :stay_left_at::timestamptz[], :stay_outcome::text[], :stay_late::boolean[], :stay_as_of::timestamptz[]
  )
  ON CONFLICT (opportunity_id, entered_at, stage) DO UPDATE SET
    number = coalesce(excluded.number, s.number),
    title_zh = coalesce(excluded.title_zh, s.title_zh),
    title_en = coalesce(excluded.title_en, s.title_en),
    expected_by = coalesce(excluded.expected_by, s.expected_by),
    left_at = coalesce(excluded.left_at, s.left_at),
    outcome = coalesce(excluded.outcome, s.outcome),
    late = coalesce(excluded.late, s.late),
    as_of = excluded.as_of
),
count_rows AS (
  INSERT INTO counts AS c (partition, tier, lifecycle, confirmed, customers)
  SELECT *
  FROM unnest(
    :count_partition::integer[], :count_tier::text[], :count_lifecycle::text[],
    :count_confirmed::boolean[], :count_delta::bigint[]
  )
  ON CONFLICT (partition, tier, lifecycle, confirmed) DO UPDATE SET
    customers = c.customers + excluded.customers
),
heard_rows AS (
  INSERT INTO heard AS h (partition, source, facts, as_of)
  SELECT *
  FROM unnest(
    :heard_partition::integer[], :heard_source::text[], :heard_facts::bigint[], :heard_as_of::timestamptz[]
  )
  ON CONFLICT (partition, source) DO UPDATE SET
    facts = h.facts + excluded.facts,
    as_of = greatest(h.as_of, excluded.as_of)
)

-- name: pages
-- Pages of the board, each after a key, of one class or of all; one question is one element of each array.
-- Keys are found first, in one index: the view's join cannot be entered in the middle on both sides, and
-- those of a class are asked for as a range, else they would be sought among all customers by filter.
-- No page is longer than the inner limits (`LIMIT_MAX` and one). They, and the subqueries around the
-- parameters, let the planner see the same small numbers whatever is asked, so one plan serves all.
SELECT
  asked.page,
  b.*
FROM unnest((SELECT $1::text[]), (SELECT $2::text[]), (SELECT $3::integer[]))
WITH ORDINALITY AS asked (tier, after, rows, page)
CROSS JOIN LATERAL (
  SELECT
    customer_id,
    confirmed,
    kind,
    display_name,
    source,
    owner,
    captured_at,
    lifecycle,
    lifecycle_since,
    tier,
    tier_letter,
    tier_score::double precision AS tier_score,
    tier_since,
    tier_crossing_at,
    policy_version,
    purchases,
    last_purchase_at,
    contracts,
    visits,
    last_visit_at,
    complaints,
    open_complaints,
    as_of,
    archived_at
  FROM reporting.customer_board_v1
  WHERE customer_id = ANY(ARRAY(
    SELECT key
    FROM (
      (SELECT key FROM board.customers WHERE asked.tier IS NULL AND key > asked.after ORDER BY key LIMIT 201)
      UNION ALL
      (
        SELECT key
        FROM board.profiles
        WHERE (profiles.tier, key) > (asked.tier, asked.after) AND profiles.tier <= asked.tier
        ORDER BY profiles.tier, key
        LIMIT 201
      )
    ) AS found
    LIMIT asked.rows
  ))
  ORDER BY customer_id
  LIMIT 201
) AS b
ORDER BY asked.page, b.customer_id

-- name: tiers
-- How many customers each class has.
SELECT *
FROM reporting.tier_counts_v1
ORDER BY tier

-- name: group
-- What a group comes to, by currency, and in which of them it bought nothing.
SELECT *
FROM reporting.groups_v1
WHERE group_id = $1
ORDER BY currency

-- name: group_members
-- The customers of a group with their parts, the largest first, at most $2.
SELECT *
FROM reporting.group_members_v1
WHERE group_id = $1
ORDER BY level, amount DESC NULLS LAST, customer_id, currency
LIMIT $2

-- name: freshness
-- How far each source has been heard.
SELECT *
FROM reporting.freshness_v1
ORDER BY source

-- name: report_columns
-- The columns of a view, in order, each with what it is called in Chinese.
SELECT
  a.attname AS name,
  split_part(col_description(a.attrelid, a.attnum), ' | ', 1) AS chinese
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind = 'v' AND c.relname = $1 AND a.attnum > 0
ORDER BY a.attnum

-- name: report_names
-- The views that can be exported.
SELECT viewname
FROM pg_views
WHERE schemaname = 'reporting'
ORDER BY viewname
