-- What the columns of single rows add up to: funnel, stays, sources, moves, coverage, clocks. As views.sql
-- has it: stable names, only ever added to, each described in Chinese and English with its unit. Rates
-- run from 0 to 1. No view asks the clock, so the same facts always give the same report.

CREATE OR REPLACE VIEW reporting.lifecycle_stays_v1 AS
SELECT
  c.key AS customer_id,
  s.step,
  s.lifecycle,
  s.entered_at,
  reporting.shanghai_date(s.entered_at) AS entered_on,
  s.left_at,
  reporting.shanghai_date(s.left_at) AS left_on,
  s.left_for,
  -- A capture told later than the step it led to says nothing of the time between.
  CASE
    WHEN s.left_at >= s.entered_at THEN round(extract(epoch FROM s.left_at - s.entered_at) / 86400, 2)
  END AS days,
  c.as_of
FROM customers AS c
JOIN profiles AS p ON p.key = c.key
CROSS JOIN LATERAL (
  VALUES
  (
    1,
    'potential',
    p.captured_at,
    coalesce(p.intending_at, p.signed_at),
    CASE WHEN p.intending_at IS NOT NULL THEN 'intending' WHEN p.signed_at IS NOT NULL THEN 'signed' END
  ),
  (2, 'intending', p.intending_at, p.signed_at, CASE WHEN p.signed_at IS NOT NULL THEN 'signed' END),
  (3, 'signed', p.signed_at, NULL, NULL)
) AS s (step, lifecycle, entered_at, left_at, left_for)
WHERE p.captured_at IS NOT NULL AND s.entered_at IS NOT NULL;
COMMENT ON VIEW reporting.lifecycle_stays_v1 IS '已建档客户在各阶段的停留 | How long captured customers stay in each step of the lifecycle (S7-10).';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.step IS '阶段次序 | Place of the step.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.lifecycle IS '阶段：潜在、意向、签约 | Lifecycle: potential, intending, signed.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.entered_at IS '进入时间 | When it was entered.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.entered_on IS '进入日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.left_at IS '离开时间，仍在则为空 | When it was left; empty while it lasts.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.left_on IS '离开日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.left_for IS '转入的阶段 | The step that followed.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.days IS '停留天数，仍在则为空 | Days within, in days of 24 hours; empty while it lasts.';
COMMENT ON COLUMN reporting.lifecycle_stays_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';

CREATE OR REPLACE VIEW reporting.lifecycle_conversion_v1 AS
SELECT
  t.step,
  t.lifecycle,
  t.next_lifecycle,
  count(s.customer_id) AS entered,
  count(s.left_at) FILTER (WHERE s.left_for = t.next_lifecycle) AS moved,
  count(s.customer_id) FILTER (WHERE s.left_at IS NULL) AS remaining,
  round(
    count(s.left_at) FILTER (WHERE s.left_for = t.next_lifecycle)::numeric / nullif(count(s.customer_id), 0), 4
  ) AS rate,
  round(
    (percentile_cont(0.5) WITHIN GROUP (ORDER BY s.days) FILTER (WHERE s.left_for = t.next_lifecycle))::numeric, 2
  ) AS days_median,
  round(
    (percentile_cont(0.9) WITHIN GROUP (ORDER BY s.days) FILTER (WHERE s.left_for = t.next_lifecycle))::numeric, 2
  ) AS days_p90,
  (SELECT max(as_of) FROM heard) AS as_of
FROM (
  VALUES
  (1, 'potential', 'intending'),
  (1, 'potential', 'signed'),
  (2, 'intending', 'signed')
) AS t (step, lifecycle, next_lifecycle)
LEFT JOIN reporting.lifecycle_stays_v1 AS s ON s.lifecycle = t.lifecycle
GROUP BY t.step, t.lifecycle, t.next_lifecycle;
COMMENT ON VIEW reporting.lifecycle_conversion_v1 IS '阶段转化：数量、比例、用时 | Conversion between steps of the lifecycle: counts, rates, times (S5-10).';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.step IS '阶段次序 | Place of the step that is left.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.lifecycle IS '转出阶段 | The step that is left: potential, intending, signed.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.next_lifecycle IS '转入阶段 | The step that follows.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.entered IS '曾进入转出阶段的客户数 | Captured customers that ever were in the step.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.moved IS '其中直接转入的客户数 | Those that went on to the other step.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.remaining IS '其中仍在转出阶段的客户数 | Those that are still in the step.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.rate IS '转化率（0 至 1） | Moved by entered, 0 to 1.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.days_median IS '用时中位数，天 | Median days from entering to leaving.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.days_p90 IS '用时九成分位数，天 | Days that nine of ten took at most.';
COMMENT ON COLUMN reporting.lifecycle_conversion_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.lead_sources_v1 AS
SELECT
  date_trunc('month', p.captured_at AT TIME ZONE 'Asia/Shanghai')::date AS captured_month,
  p.source,
  count(*) AS captured,
  count(coalesce(p.intending_at, p.signed_at)) AS intending,
  count(p.signed_at) AS signed,
  count(*) FILTER (WHERE c.purchases > 0) AS buyers,
  max(c.as_of) AS as_of
FROM customers AS c
JOIN profiles AS p ON p.key = c.key
WHERE p.captured_at IS NOT NULL
GROUP BY 1, 2;
COMMENT ON VIEW reporting.lead_sources_v1 IS '客户来源与转化，按建档月份 | New customers by month and source, and what became of them (S10-06).';
COMMENT ON COLUMN reporting.lead_sources_v1.captured_month IS '建档月份首日（上海） | First day of the month of capture in Asia/Shanghai.';
COMMENT ON COLUMN reporting.lead_sources_v1.source IS '客户来源 | How the customers were found.';
COMMENT ON COLUMN reporting.lead_sources_v1.captured IS '建档客户数 | Customers captured.';
COMMENT ON COLUMN reporting.lead_sources_v1.intending IS '其中到达或越过意向的客户数 | Those that became intending or went past it.';
COMMENT ON COLUMN reporting.lead_sources_v1.signed IS '其中签约的客户数 | Those that signed.';
COMMENT ON COLUMN reporting.lead_sources_v1.buyers IS '其中有购买的客户数 | Those that bought at least once.';
COMMENT ON COLUMN reporting.lead_sources_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.tier_moves_v1 AS
SELECT
  event_id,
  key AS customer_id,
  before AS tier_before,
  after AS tier_after,
  letter_before,
  letter_after,
  score::numeric AS score,
  cause,
  changed_at,
  reporting.shanghai_date(changed_at) AS changed_on,
  policy_version,
  as_of
FROM tier_moves;
COMMENT ON VIEW reporting.tier_moves_v1 IS '等级变动，每次一行 | Changes of class, one row each (S6-02).';
COMMENT ON COLUMN reporting.tier_moves_v1.event_id IS '事件编号 | Id of the event that told it.';
COMMENT ON COLUMN reporting.tier_moves_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.tier_moves_v1.tier_before IS '原等级：重点、普通、潜在 | Class before: key, ordinary, potential.';
COMMENT ON COLUMN reporting.tier_moves_v1.tier_after IS '新等级 | Class after.';
COMMENT ON COLUMN reporting.tier_moves_v1.letter_before IS '原等级代号 | Letter of the class before.';
COMMENT ON COLUMN reporting.tier_moves_v1.letter_after IS '新等级代号 | Letter of the class after.';
COMMENT ON COLUMN reporting.tier_moves_v1.score IS '变级时的评分，分 | Score at the change, in points.';
COMMENT ON COLUMN reporting.tier_moves_v1.cause IS '原因：新事实、时间衰减、制度变更、人工调整、更正 | Cause: fact, decay, policy, override, correction.';
COMMENT ON COLUMN reporting.tier_moves_v1.changed_at IS '变动时间 | When it changed.';
COMMENT ON COLUMN reporting.tier_moves_v1.changed_on IS '变动日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.tier_moves_v1.policy_version IS '所依据的制度版本 | Version of the policy behind it.';
COMMENT ON COLUMN reporting.tier_moves_v1.as_of IS '该变动的获知时间 | When the change was learned.';

CREATE OR REPLACE VIEW reporting.visit_coverage_v1 AS
SELECT
  p.tier,
  count(*) AS customers,
  count(c.last_visit_at) AS met,
  count(*) FILTER (WHERE c.last_visit_at > h.as_of - interval '30 days') AS met_30_days,
  count(*) FILTER (WHERE c.last_visit_at > h.as_of - interval '90 days') AS met_90_days,
  round(count(c.last_visit_at)::numeric / count(*), 4) AS met_rate,
  h.as_of
FROM customers AS c
JOIN profiles AS p ON p.key = c.key
-- Counted back from what was heard and not from the clock: an old report stays true of its time.
CROSS JOIN (SELECT max(as_of) AS as_of FROM heard) AS h
WHERE p.captured_at IS NOT NULL
GROUP BY p.tier, h.as_of;
COMMENT ON VIEW reporting.visit_coverage_v1 IS '各等级客户的联络覆盖 | How many captured customers of each class were met (S6-01).';
COMMENT ON COLUMN reporting.visit_coverage_v1.tier IS '等级：重点、普通、潜在 | Class: key, ordinary, potential.';
COMMENT ON COLUMN reporting.visit_coverage_v1.customers IS '已建档客户数 | Captured customers of the class.';
COMMENT ON COLUMN reporting.visit_coverage_v1.met IS '曾联络过的客户数 | Those met at least once.';
COMMENT ON COLUMN reporting.visit_coverage_v1.met_30_days IS '截至 as_of 前 30 天内联络过的客户数 | Those met within 30 days before `as_of`.';
COMMENT ON COLUMN reporting.visit_coverage_v1.met_90_days IS '截至 as_of 前 90 天内联络过的客户数 | Those met within 90 days before `as_of`.';
COMMENT ON COLUMN reporting.visit_coverage_v1.met_rate IS '联络覆盖率（0 至 1） | Met by customers, 0 to 1.';
COMMENT ON COLUMN reporting.visit_coverage_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.complaint_clocks_v1 AS
SELECT
  c.complaint_id,
  c.key AS customer_id,
  c.severity,
  k.clock,
  CASE
    WHEN k.breached_at IS NOT NULL AND k.met_at IS NULL THEN 'breached'
    WHEN k.breached_at IS NOT NULL THEN 'met_late'
    WHEN k.met_at IS NOT NULL THEN 'met'
    ELSE 'running'
  END AS state,
  s.started_at,
  reporting.shanghai_date(s.started_at) AS started_on,
  k.due_at,
  k.met_at,
  k.breached_at,
  round(extract(epoch FROM k.due_at - s.started_at) / 3600, 2) AS hours_allowed,
  round(extract(epoch FROM k.met_at - s.started_at) / 3600, 2) AS hours_taken,
  c.as_of,
  k.told,
  k.told_at,
  coalesce(c.reopened, 0) AS reopened
FROM complaints AS c
CROSS JOIN LATERAL (SELECT coalesce(c.reopened_at, c.filed_at) AS started_at) AS s
CROSS JOIN LATERAL (
  VALUES
  (
    'acknowledge', c.acknowledge_by, c.acknowledged_at, c.acknowledge_breached_at, c.acknowledge_told,
    c.acknowledge_told_at
  ),
  ('resolve', c.resolve_by, c.resolved_at, c.resolve_breached_at, c.resolve_told, c.resolve_told_at)
) AS k (clock, due_at, met_at, breached_at, told, told_at);
COMMENT ON VIEW reporting.complaint_clocks_v1 IS '投诉时限，每个投诉的每个时限一行 | Clocks of complaints, one row for each clock of each complaint.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.complaint_id IS '投诉编号 | Complaint id.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.severity IS '严重程度 | Severity: ordinary, serious, safety_or_legal.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.clock IS '时限：受理、解决 | Clock: acknowledge, resolve.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.state IS '状态：进行中、按时、超时后完成、超时未完成 | State: running, met, met_late, breached.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.started_at IS '起算时间，重新提出的自该时起 | When it started: at the filing, or when the complaint was last reopened.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.started_on IS '起算日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.due_at IS '期限 | When it runs out.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.met_at IS '完成时间 | When what it asks for was done.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.breached_at IS '超时时刻 | When it ran out unmet.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.hours_allowed IS '限定小时数 | Hours from the start to the due time, by the calendar and not in working hours.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.hours_taken IS '实际小时数 | Hours from the start until it was done.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.told IS '最后告知的对象 | Who was last told that so much of it had run.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.told_at IS '最后告知的时点 | The time at which they were to be told.';
COMMENT ON COLUMN reporting.complaint_clocks_v1.reopened IS '重新提出次数 | How often the complaint was reopened; its clocks run from the last time.';

CREATE OR REPLACE VIEW reporting.complaint_clock_totals_v1 AS
SELECT
  severity,
  clock,
  count(*) AS clocks,
  count(*) FILTER (WHERE state = 'running') AS running,
  count(*) FILTER (WHERE state = 'met') AS met,
  count(*) FILTER (WHERE state = 'met_late') AS met_late,
  count(*) FILTER (WHERE state = 'breached') AS breached,
  round(
    count(*) FILTER (WHERE state = 'met')::numeric / nullif(count(*) FILTER (WHERE state <> 'running'), 0), 4
  ) AS met_rate,
  round((percentile_cont(0.5) WITHIN GROUP (ORDER BY hours_taken))::numeric, 2) AS hours_median,
  round((percentile_cont(0.9) WITHIN GROUP (ORDER BY hours_taken))::numeric, 2) AS hours_p90,
  max(as_of) AS as_of,
  count(*) FILTER (WHERE told IS NOT NULL) AS escalated,
  count(*) FILTER (WHERE reopened > 0) AS reopened
FROM reporting.complaint_clocks_v1
GROUP BY severity, clock;
COMMENT ON VIEW reporting.complaint_clock_totals_v1 IS '投诉时限汇总，按严重程度与时限 | Clocks of complaints by severity and clock, with breaches.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.severity IS '严重程度 | Severity: ordinary, serious, safety_or_legal.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.clock IS '时限：受理、解决 | Clock: acknowledge, resolve.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.clocks IS '时限总数 | Number of clocks.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.running IS '进行中 | Those still running.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.met IS '按时完成 | Those met in time.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.met_late IS '超时后完成 | Those met after they had run out.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.breached IS '超时未完成 | Those that ran out and are still unmet.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.met_rate IS '按时率（0 至 1），不计进行中 | Met in time by all that ended or ran out, 0 to 1.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.hours_median IS '用时中位数，小时 | Median hours until done.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.hours_p90 IS '用时九成分位数，小时 | Hours that nine of ten took at most.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.escalated IS '已逐级告知的时限 | Those of which somebody was told while they ran.';
COMMENT ON COLUMN reporting.complaint_clock_totals_v1.reopened IS '重新提出的 | Those of complaints that were reopened.';
