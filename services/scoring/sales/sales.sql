-- Single facts of sales, and the forecasts made of them. Views for dashboards are in views_*.sql.

-- name: tables
-- One row a key: of a customer what the fold remembers, of a month's forecast only what was heard.
CREATE TABLE keys (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  seen text NOT NULL,
  customer boolean NOT NULL,
  owner text,
  captured_at timestamptz
) WITH (fillfactor = 70);
COMMENT ON COLUMN keys.customer IS '是否客户 | Whether the key is a customer''s; a forecast has a key of its own.';

CREATE INDEX keys_of_customers ON keys (key) WHERE customer;

CREATE TABLE purchases (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  owner text,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  purchased_at timestamptz NOT NULL,
  as_of timestamptz NOT NULL
);
COMMENT ON COLUMN purchases.owner IS '登记时的负责人 | Who owned the customer when the purchase was told.';

CREATE INDEX purchases_of ON purchases (key, purchased_at, event_id);
CREATE INDEX purchases_by_time ON purchases (purchased_at);

CREATE TABLE returns (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  owner text,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  returned_at timestamptz NOT NULL,
  purchased_at timestamptz NOT NULL,
  as_of timestamptz NOT NULL
);

CREATE INDEX returns_of ON returns (key, purchased_at);
CREATE INDEX returns_by_time ON returns (returned_at);

CREATE VIEW sold AS
SELECT event_id, key, owner, currency, amount_minor, purchased_at AS sold_at, as_of
FROM purchases
UNION ALL
SELECT event_id, key, owner, currency, -amount_minor, returned_at, as_of
FROM returns;
COMMENT ON VIEW sold IS '销售，退货为负 | Sales at their time, what came back as less at its own.';

CREATE TABLE contracts (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  contract_id text NOT NULL,
  owner text,
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  signed_at timestamptz NOT NULL,
  starts_on date NOT NULL,
  ends_on date,
  as_of timestamptz NOT NULL
);

CREATE INDEX contracts_of ON contracts (key, signed_at);

CREATE TABLE contacts (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  contact_id text NOT NULL,
  salesperson text NOT NULL,
  channel text NOT NULL,
  purposes text NOT NULL,
  effective boolean NOT NULL,
  happened_at timestamptz NOT NULL,
  kind text,
  counts_as text,
  subjects text NOT NULL,
  as_of timestamptz NOT NULL
);
COMMENT ON COLUMN contacts.subjects IS '话题、方法与出示的资料 | Topics, methods and materials shown, as JSON arrays of names.';
COMMENT ON COLUMN contacts.purposes IS '目的 | Purposes, as a JSON array of names.';

CREATE INDEX contacts_by_time ON contacts (happened_at);
CREATE INDEX contacts_of ON contacts (key);

CREATE TABLE voices (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  value double precision,
  said_at timestamptz NOT NULL,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE voices IS '客户的评价：投诉、超时、调查答卷 | What speaks of satisfaction: complaint, breach, answer with its total.';

CREATE INDEX voices_of ON voices (key, said_at);

CREATE TABLE moves (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  changed_at timestamptz NOT NULL,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE moves IS '等级变动 | Changes of class.';

CREATE TABLE books (
  version text PRIMARY KEY,
  number bigint NOT NULL,
  effective_from timestamptz NOT NULL,
  shares text NOT NULL,
  purposes text NOT NULL,
  kept_warn_under double precision NOT NULL,
  subjects text NOT NULL
);
COMMENT ON TABLE books IS '各版制度的衡量标准 | What people are measured by, by each book of the policy.';

CREATE TABLE heard (
  partition integer PRIMARY KEY,
  as_of timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE lines (
  customer_id text NOT NULL,
  key text NOT NULL,
  currency text NOT NULL,
  salesperson text,
  amount_minor bigint NOT NULL,
  repeat_minor bigint NOT NULL,
  contracted_minor bigint NOT NULL,
  made_at timestamptz NOT NULL,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (customer_id, key, currency)
);
COMMENT ON TABLE lines IS '各客户的销售预测 | What each customer was expected to buy, by month and currency.';

CREATE TABLE figures (
  key text NOT NULL,
  scope text NOT NULL,
  salesperson text NOT NULL,
  currency text NOT NULL,
  amount_minor bigint,
  repeat_minor bigint,
  contracted_minor bigint,
  customers integer,
  starts_at timestamptz,
  ends_at timestamptz,
  due_at timestamptz,
  made_at timestamptz,
  late boolean,
  half_life_days double precision,
  policy_version text,
  planned_minor bigint,
  actual_minor bigint,
  first_minor bigint,
  deviation_percent double precision,
  plan_deviation_percent double precision,
  compared_at timestamptz,
  allowed_percent double precision,
  revise_by timestamptz,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (key, scope, salesperson, currency)
);
COMMENT ON COLUMN figures.salesperson IS '销售人员，公司合计为空文本 | The salesperson; an empty text is the company.';

CREATE TABLE segments (
  key text NOT NULL,
  segment text NOT NULL,
  place integer NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  customers bigint NOT NULL,
  counted_at timestamptz NOT NULL,
  policy_version text NOT NULL,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (key, segment)
);
COMMENT ON COLUMN segments.segment IS '细分市场，空文本为未划分 | The segment; an empty text counts those whom none fits.';

CREATE TABLE plans (
  event_id text PRIMARY KEY,
  key text NOT NULL,
  scope text NOT NULL,
  salesperson text NOT NULL,
  currency text NOT NULL,
  target_minor bigint NOT NULL,
  market_trend_percent double precision NOT NULL,
  amount_minor bigint NOT NULL,
  before_minor bigint,
  reason text NOT NULL,
  planned_by text NOT NULL,
  planned_at timestamptz NOT NULL,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE plans IS '销售计划及其每次调整 | Sales plans, and every adjustment of them.';

CREATE TABLE duties (
  duty_id text PRIMARY KEY,
  key text NOT NULL,
  rule text NOT NULL,
  period text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  party text NOT NULL,
  salesperson text,
  currency text,
  due_at timestamptz NOT NULL,
  policy_version text NOT NULL,
  owed_since timestamptz,
  warned_at timestamptz,
  breached_at timestamptz,
  escalated_to text,
  met_at timestamptz,
  late boolean,
  met_by text,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE duties IS '公司内部应办事项 | What somebody of the company owes that is owed to no customer.';

CREATE INDEX duties_of ON duties (rule, period);

CREATE TABLE promises (
  promise_id text PRIMARY KEY,
  key text NOT NULL,
  promisor text NOT NULL,
  due_at timestamptz NOT NULL,
  recorded_at timestamptz,
  approver text,
  approved_at timestamptz,
  kept_at timestamptz,
  late boolean,
  breached_at timestamptz,
  withdrawn_at timestamptz,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE promises IS '对客户的承诺 | What somebody of us told a customer, until it is kept.';

CREATE TABLE planned (
  planned_id text PRIMARY KEY,
  key text NOT NULL,
  salesperson text NOT NULL,
  channel text NOT NULL,
  starts_at timestamptz NOT NULL,
  timing text,
  missing integer,
  begun_at timestamptz,
  missed_at timestamptz,
  called_off_at timestamptz,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE planned IS '计划中的接触 | Contacts that were planned, and what became of each.';

CREATE TABLE development_plans (
  plan_id text PRIMARY KEY,
  key text NOT NULL,
  kind text NOT NULL,
  kind_zh text NOT NULL,
  kind_en text NOT NULL,
  title text NOT NULL,
  person text NOT NULL,
  customer_id text,
  target_group text,
  latest integer,
  submitted_at timestamptz,
  returned_at timestamptz,
  in_force integer,
  approved_at timestamptz,
  review_at timestamptz,
  review_due_at timestamptz,
  reviewed_at timestamptz,
  revise boolean,
  outcome text,
  ended_at timestamptz,
  as_of timestamptz NOT NULL
);
COMMENT ON TABLE development_plans IS '开发计划等各类计划 | Plans of the kinds of the policy, such as development plans.';

CREATE TABLE plan_nodes (
  plan_id text NOT NULL,
  node text NOT NULL,
  item text,
  person text,
  due_at timestamptz,
  goal text,
  of_version integer,
  overdue_at timestamptz,
  reached_at timestamptz,
  reached_item text,
  late boolean,
  evidence text,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (plan_id, node)
);
COMMENT ON TABLE plan_nodes IS '计划的时间节点 | Time nodes of plans; those of an older version than the one in force are not owed.';

CREATE TABLE plan_goals (
  plan_id text NOT NULL,
  goal text NOT NULL,
  measure text,
  basis text,
  ideal bigint,
  feasibility text,
  currency text,
  starts_at timestamptz,
  ends_at timestamptz,
  of_version integer,
  value bigint,
  measured_at timestamptz,
  as_of timestamptz NOT NULL,
  PRIMARY KEY (plan_id, goal)
);
COMMENT ON TABLE plan_goals IS '计划的目标 | Goals of plans.';

-- name: select
-- What the fold remembers of some keys.
SELECT *
FROM keys
WHERE key = ANY($1::text[])

-- name: write
-- One upsert a table, and only of what the batch brought.
key_rows AS (
  INSERT INTO keys AS k (key, partition, seen, customer, owner, captured_at)
  SELECT *
  FROM unnest(
    :key::text[], :partition::integer[], :seen::text[], :customer::boolean[], :owner_name::text[],
    :captured_at::timestamptz[]
  )
  ON CONFLICT (key) DO UPDATE SET
    partition = excluded.partition,
    seen = excluded.seen,
    owner = excluded.owner,
    captured_at = excluded.captured_at
),
purchase_rows AS (
  INSERT INTO purchases (event_id, key, owner, currency, amount_minor, purchased_at, as_of)
  SELECT *
  FROM unnest(
    :bought_event_id::text[], :bought_key::text[], :bought_owner::text[], :bought_currency::text[],
    :bought_amount_minor::bigint[], :bought_purchased_at::timestamptz[], :bought_as_of::timestamptz[]
  )
  -- An event has one row, whatever its sender numbered twice.
  ON CONFLICT (event_id) DO NOTHING
),
return_rows AS (
  INSERT INTO returns (
    event_id, key, owner, currency, amount_minor, returned_at, purchased_at, as_of
  )
  SELECT *
  FROM unnest(
    :returned_event_id::text[], :returned_key::text[], :returned_owner::text[],
    :returned_currency::text[], :returned_amount_minor::bigint[], :returned_returned_at::timestamptz[],
    :returned_purchased_at::timestamptz[], :returned_as_of::timestamptz[]
  )
  ON CONFLICT (event_id) DO NOTHING
),
contract_rows AS (
  INSERT INTO contracts (
    event_id, key, contract_id, owner, currency, amount_minor, signed_at, starts_on, ends_on, as_of
  )
  SELECT *
  FROM unnest(
    :signed_event_id::text[], :signed_key::text[], :signed_contract_id::text[], :signed_owner::text[],
    :signed_currency::text[], :signed_amount_minor::bigint[], :signed_signed_at::timestamptz[],
    :signed_starts_on::date[], :signed_ends_on::date[], :signed_as_of::timestamptz[]
  )
  ON CONFLICT (event_id) DO NOTHING
),
contact_rows AS (
  INSERT INTO contacts (
    event_id, key, contact_id, salesperson, channel, purposes, effective, happened_at, kind, counts_as,
    subjects, as_of
  )
  SELECT *
  FROM unnest(
    :met_event_id::text[], :met_key::text[], :met_contact_id::text[], :met_salesperson::text[],
    :met_channel::text[], :met_purposes::text[], :met_effective::boolean[],
    :met_happened_at::timestamptz[], :met_kind::text[], :met_counts_as::text[], :met_subjects::text[],
    :met_as_of::timestamptz[]
  )
  ON CONFLICT (event_id) DO NOTHING
),
voice_rows AS (
  INSERT INTO voices (event_id, key, kind, subject, value, said_at, as_of)
  SELECT *
  FROM unnest(
    :voice_event_id::text[], :voice_key::text[], :voice_kind::text[], :voice_subject::text[],
    :voice_value::double precision[], :voice_said_at::timestamptz[], :voice_as_of::timestamptz[]
  )
  ON CONFLICT (event_id) DO NOTHING
),
move_rows AS (
  INSERT INTO moves (event_id, key, before, after, changed_at, as_of)
  SELECT *
  FROM unnest(
    :move_event_id::text[], :move_key::text[], :move_before::text[], :move_after::text[],
    :move_changed_at::timestamptz[], :move_as_of::timestamptz[]
  )
  ON CONFLICT (event_id) DO NOTHING
),
book_rows AS (
  INSERT INTO books (version, number, effective_from, shares, purposes, kept_warn_under, subjects)
  SELECT *
  FROM unnest(
    :book_version::text[], :book_number::bigint[], :book_effective_from::timestamptz[],
    :book_shares::text[], :book_purposes::text[], :book_kept_warn_under::double precision[],
    :book_subjects::text[]
  )
  ON CONFLICT (version) DO NOTHING
),
heard_rows AS (
  INSERT INTO heard AS h (partition, as_of)
  SELECT *
  FROM unnest(:heard_partition::integer[], :heard_as_of::timestamptz[])
  ON CONFLICT (partition) DO UPDATE SET
    as_of = greatest(h.as_of, excluded.as_of)
),
line_rows AS (
  INSERT INTO lines (
    customer_id, key, currency, salesperson, amount_minor, repeat_minor, contracted_minor, made_at, as_of
  )
  SELECT *
  FROM unnest(
    :line_customer_id::text[], :line_key::text[], :line_currency::text[], :line_salesperson::text[],
    :line_amount_minor::bigint[], :line_repeat_minor::bigint[], :line_contracted_minor::bigint[],
    :line_made_at::timestamptz[], :line_as_of::timestamptz[]
  )
  ON CONFLICT (customer_id, key, currency) DO NOTHING
),
figure_rows AS (
  INSERT INTO figures AS f (
    key, scope, salesperson, currency, amount_minor, repeat_minor, contracted_minor, customers, starts_at,
    ends_at, due_at, made_at, late, half_life_days, policy_version, planned_minor, actual_minor,
    first_minor, deviation_percent, plan_deviation_percent, compared_at, allowed_percent, revise_by, as_of
  )
  SELECT *
  FROM unnest(
    :figure_key::text[], :figure_scope::text[], :figure_salesperson::text[], :figure_currency::text[],
    :figure_amount_minor::bigint[], :figure_repeat_minor::bigint[], :figure_contracted_minor::bigint[],
    :figure_customers::integer[], :figure_starts_at::timestamptz[], :figure_ends_at::timestamptz[],
    :figure_due_at::timestamptz[], :figure_made_at::timestamptz[], :figure_late::boolean[],
    :figure_half_life_days::double precision[], :figure_policy_version::text[],
    :figure_planned_minor::bigint[], :figure_actual_minor::bigint[], :figure_first_minor::bigint[],
    :figure_deviation_percent::double precision[], :figure_plan_deviation_percent::double precision[],
    :figure_compared_at::timestamptz[], :figure_allowed_percent::double precision[],
    :figure_revise_by::timestamptz[], :figure_as_of::timestamptz[]
  )
  -- Each fact fills columns of its own; of a plan the last one holds.
  ON CONFLICT (key, scope, salesperson, currency) DO UPDATE SET
    amount_minor = coalesce(excluded.amount_minor, f.amount_minor),
    repeat_minor = coalesce(excluded.repeat_minor, f.repeat_minor),
    contracted_minor = coalesce(excluded.contracted_minor, f.contracted_minor),
    customers = coalesce(excluded.customers, f.customers),
    starts_at = coalesce(excluded.starts_at, f.starts_at),
    ends_at = coalesce(excluded.ends_at, f.ends_at),
    due_at = coalesce(excluded.due_at, f.due_at),
    made_at = coalesce(excluded.made_at, f.made_at),
    late = coalesce(excluded.late, f.late),
    half_life_days = coalesce(excluded.half_life_days, f.half_life_days),
    policy_version = coalesce(excluded.policy_version, f.policy_version),
    planned_minor = coalesce(excluded.planned_minor, f.planned_minor),
    actual_minor = coalesce(excluded.actual_minor, f.actual_minor),
    first_minor = coalesce(excluded.first_minor, f.first_minor),
    deviation_percent = coalesce(excluded.deviation_percent, f.deviation_percent),
    plan_deviation_percent = coalesce(excluded.plan_deviation_percent, f.plan_deviation_percent),
    compared_at = coalesce(excluded.compared_at, f.compared_at),
    allowed_percent = coalesce(excluded.allowed_percent, f.allowed_percent),
    revise_by = coalesce(excluded.revise_by, f.revise_by),
    as_of = greatest(excluded.as_of, f.as_of)
),
duty_rows AS (
  INSERT INTO duties AS d (
    duty_id, rule, period, title_zh, title_en, party, salesperson, currency, due_at, policy_version,
    owed_since, warned_at, breached_at, escalated_to, met_at, late, met_by, key, as_of
  )
  SELECT *
  FROM unnest(
    :duty_duty_id::text[], :duty_rule::text[], :duty_period::text[], :duty_title_zh::text[],
    :duty_title_en::text[], :duty_party::text[], :duty_salesperson::text[], :duty_currency::text[],
    :duty_due_at::timestamptz[], :duty_policy_version::text[], :duty_owed_since::timestamptz[],
    :duty_warned_at::timestamptz[], :duty_breached_at::timestamptz[], :duty_escalated_to::text[],
    :duty_met_at::timestamptz[], :duty_late::boolean[], :duty_met_by::text[], :duty_key::text[],
    :duty_as_of::timestamptz[]
  )
  -- Each fact fills columns of its own; of warnings and steps the last one is shown.
  ON CONFLICT (duty_id) DO UPDATE SET
    owed_since = coalesce(excluded.owed_since, d.owed_since),
    warned_at = coalesce(excluded.warned_at, d.warned_at),
    breached_at = coalesce(excluded.breached_at, d.breached_at),
    escalated_to = coalesce(excluded.escalated_to, d.escalated_to),
    met_at = coalesce(excluded.met_at, d.met_at),
    late = coalesce(excluded.late, d.late),
    met_by = coalesce(excluded.met_by, d.met_by),
    as_of = greatest(excluded.as_of, d.as_of)
),
promise_rows AS (
  INSERT INTO promises AS p (
    promise_id, promisor, due_at, recorded_at, approver, approved_at, kept_at, late, breached_at,
    withdrawn_at, key, as_of
  )
  SELECT *
  FROM unnest(
    :promise_promise_id::text[], :promise_promisor::text[], :promise_due_at::timestamptz[],
    :promise_recorded_at::timestamptz[], :promise_approver::text[], :promise_approved_at::timestamptz[],
    :promise_kept_at::timestamptz[], :promise_late::boolean[], :promise_breached_at::timestamptz[],
    :promise_withdrawn_at::timestamptz[], :promise_key::text[], :promise_as_of::timestamptz[]
  )
  -- Each fact fills columns of its own.
  ON CONFLICT (promise_id) DO UPDATE SET
    recorded_at = coalesce(excluded.recorded_at, p.recorded_at),
    approver = coalesce(excluded.approver, p.approver),
    approved_at = coalesce(excluded.approved_at, p.approved_at),
    kept_at = coalesce(excluded.kept_at, p.kept_at),
    late = coalesce(excluded.late, p.late),
    breached_at = coalesce(excluded.breached_at, p.breached_at),
    withdrawn_at = coalesce(excluded.withdrawn_at, p.withdrawn_at),
    as_of = greatest(excluded.as_of, p.as_of)
),
planned_rows AS (
  INSERT INTO planned AS p (
    planned_id, salesperson, channel, starts_at, timing, missing, begun_at, missed_at, called_off_at, key,
    as_of
  )
  SELECT *
  FROM unnest(
    :planned_planned_id::text[], :planned_salesperson::text[], :planned_channel::text[],
    :planned_starts_at::timestamptz[], :planned_timing::text[], :planned_missing::integer[],
    :planned_begun_at::timestamptz[], :planned_missed_at::timestamptz[],
    :planned_called_off_at::timestamptz[], :planned_key::text[], :planned_as_of::timestamptz[]
  )
  -- Each fact fills columns of its own; of what is missing, the last that was told.
  ON CONFLICT (planned_id) DO UPDATE SET
    missing = coalesce(excluded.missing, p.missing),
    begun_at = coalesce(excluded.begun_at, p.begun_at),
    missed_at = coalesce(excluded.missed_at, p.missed_at),
    called_off_at = coalesce(excluded.called_off_at, p.called_off_at),
    as_of = greatest(excluded.as_of, p.as_of)
),
segment_rows AS (
  INSERT INTO segments (
    key, segment, place, title_zh, title_en, customers, counted_at, policy_version, as_of
  )
  SELECT *
  FROM unnest(
    :segment_key::text[], :segment_segment::text[], :segment_place::integer[], :segment_title_zh::text[],
    :segment_title_en::text[], :segment_customers::bigint[], :segment_counted_at::timestamptz[],
    :segment_policy_version::text[], :segment_as_of::timestamptz[]
  )
  ON CONFLICT (key, segment) DO NOTHING
),
plan_rows AS (
  INSERT INTO plans (
    event_id, key, scope, salesperson, currency, target_minor, market_trend_percent, amount_minor,
    before_minor, reason, planned_by, planned_at, as_of
  )
  SELECT *
  FROM unnest(
    :plan_event_id::text[], :plan_key::text[], :plan_scope::text[], :plan_salesperson::text[],
    :plan_currency::text[], :plan_target_minor::bigint[], :plan_market_trend_percent::double precision[],
    :plan_amount_minor::bigint[], :plan_before_minor::bigint[], :plan_reason::text[],
    :plan_planned_by::text[], :plan_planned_at::timestamptz[], :plan_as_of::timestamptz[]
  )
  ON CONFLICT (event_id) DO NOTHING
),
devplan_rows AS (
  INSERT INTO development_plans AS p (
    plan_id, kind, kind_zh, kind_en, title, person, customer_id, target_group, latest, submitted_at,
    returned_at, in_force, approved_at, review_at, review_due_at, reviewed_at, revise, outcome, ended_at,
    key, as_of
  )
  SELECT *
  FROM unnest(
    :devplan_plan_id::text[], :devplan_kind::text[], :devplan_kind_zh::text[], :devplan_kind_en::text[],
    :devplan_title::text[], :devplan_person::text[], :devplan_customer_id::text[],
    :devplan_target_group::text[], :devplan_latest::integer[], :devplan_submitted_at::timestamptz[],
    :devplan_returned_at::timestamptz[], :devplan_in_force::integer[], :devplan_approved_at::timestamptz[],
    :devplan_review_at::timestamptz[], :devplan_review_due_at::timestamptz[],
    :devplan_reviewed_at::timestamptz[], :devplan_revise::boolean[], :devplan_outcome::text[],
    :devplan_ended_at::timestamptz[], :devplan_key::text[], :devplan_as_of::timestamptz[]
  )
  ON CONFLICT (plan_id) DO UPDATE SET
    title = excluded.title,
    person = excluded.person,
    latest = coalesce(excluded.latest, p.latest),
    submitted_at = coalesce(excluded.submitted_at, p.submitted_at),
    returned_at = coalesce(excluded.returned_at, p.returned_at),
    in_force = coalesce(excluded.in_force, p.in_force),
    approved_at = coalesce(excluded.approved_at, p.approved_at),
    review_at = CASE
      WHEN coalesce(excluded.approved_at, excluded.reviewed_at) IS NULL THEN p.review_at
      ELSE excluded.review_at
    END,
    review_due_at = coalesce(excluded.review_due_at, p.review_due_at),
    reviewed_at = coalesce(excluded.reviewed_at, p.reviewed_at),
    revise = coalesce(excluded.revise, p.revise),
    outcome = coalesce(excluded.outcome, p.outcome),
    ended_at = coalesce(excluded.ended_at, p.ended_at),
    as_of = greatest(excluded.as_of, p.as_of)
),
node_rows AS (
  INSERT INTO plan_nodes AS n (
    plan_id, node, item, person, due_at, goal, of_version, overdue_at, reached_at, reached_item, late,
    evidence, as_of
  )
  SELECT *
  FROM unnest(
    :node_plan_id::text[], :node_node::text[], :node_item::text[], :node_person::text[],
    :node_due_at::timestamptz[], :node_goal::text[], :node_of_version::integer[],
    :node_overdue_at::timestamptz[], :node_reached_at::timestamptz[], :node_reached_item::text[],
    :node_late::boolean[], :node_evidence::text[], :node_as_of::timestamptz[]
  )
  ON CONFLICT (plan_id, node) DO UPDATE SET
    item = coalesce(excluded.item, n.item),
    person = coalesce(excluded.person, n.person),
    due_at = coalesce(excluded.due_at, n.due_at),
    goal = CASE WHEN excluded.of_version IS NULL THEN n.goal ELSE excluded.goal END,
    of_version = coalesce(excluded.of_version, n.of_version),
    overdue_at = coalesce(excluded.overdue_at, n.overdue_at),
    reached_at = coalesce(excluded.reached_at, n.reached_at),
    reached_item = coalesce(excluded.reached_item, n.reached_item),
    late = coalesce(excluded.late, n.late),
    evidence = coalesce(excluded.evidence, n.evidence),
    as_of = greatest(excluded.as_of, n.as_of)
),
goal_rows AS (
  INSERT INTO plan_goals AS g (
    plan_id, goal, measure, basis, ideal, feasibility, currency, starts_at, ends_at, of_version, value,
    measured_at, as_of
  )
  SELECT *
  FROM unnest(
    :goal_plan_id::text[], :goal_goal::text[], :goal_measure::text[], :goal_basis::text[],
    :goal_ideal::bigint[], :goal_feasibility::text[], :goal_currency::text[],
    :goal_starts_at::timestamptz[], :goal_ends_at::timestamptz[], :goal_of_version::integer[],
    :goal_value::bigint[], :goal_measured_at::timestamptz[], :goal_as_of::timestamptz[]
  )
  ON CONFLICT (plan_id, goal) DO UPDATE SET
    measure = coalesce(excluded.measure, g.measure),
    basis = coalesce(excluded.basis, g.basis),
    ideal = coalesce(excluded.ideal, g.ideal),
    feasibility = coalesce(excluded.feasibility, g.feasibility),
    currency = CASE WHEN excluded.of_version IS NULL THEN g.currency ELSE excluded.currency END,
    starts_at = coalesce(excluded.starts_at, g.starts_at),
    ends_at = coalesce(excluded.ends_at, g.ends_at),
    of_version = coalesce(excluded.of_version, g.of_version),
    value = coalesce(excluded.value, g.value),
    measured_at = coalesce(excluded.measured_at, g.measured_at),
    as_of = greatest(excluded.as_of, g.as_of)
)
