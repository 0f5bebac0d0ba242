-- Plans with their time nodes and goals as dashboards read them. As the board's views have it: stable names,
-- only ever added to, each described in Chinese and English, and no view asks the clock.

CREATE OR REPLACE VIEW reporting.plan_nodes_v1 AS
SELECT
  p.plan_id,
  p.kind,
  p.title,
  n.node,
  n.item,
  n.person AS owner,
  n.goal,
  n.due_at,
  reporting.shanghai_date(n.due_at) AS due_on,
  CASE
    WHEN n.reached_item = n.item THEN 'reached'
    WHEN p.ended_at IS NOT NULL THEN 'ended'
    WHEN n.overdue_at = n.due_at THEN 'overdue'
    ELSE 'open'
  END AS standing,
  CASE WHEN n.reached_item = n.item THEN n.reached_at END AS reached_at,
  CASE WHEN n.reached_item = n.item THEN n.late END AS late,
  CASE WHEN n.reached_item = n.item THEN n.evidence END AS evidence,
  n.as_of
FROM development_plans AS p
JOIN plan_nodes AS n ON n.plan_id = p.plan_id AND n.of_version = p.in_force;
COMMENT ON VIEW reporting.plan_nodes_v1 IS '已批准计划的时间节点：事项、负责人、期限 | Time nodes of plans in force: item, owner and time (S3-03, S3-04, S9-10).';
COMMENT ON COLUMN reporting.plan_nodes_v1.plan_id IS '计划编号 | Id of the plan.';
COMMENT ON COLUMN reporting.plan_nodes_v1.kind IS '计划类别 | Kind of the plan.';
COMMENT ON COLUMN reporting.plan_nodes_v1.title IS '计划名称 | Title of the plan.';
COMMENT ON COLUMN reporting.plan_nodes_v1.node IS '节点 | The time node.';
COMMENT ON COLUMN reporting.plan_nodes_v1.item IS '事项 | What is to be done.';
COMMENT ON COLUMN reporting.plan_nodes_v1.owner IS '负责人 | Who owes it.';
COMMENT ON COLUMN reporting.plan_nodes_v1.goal IS '所服务的目标 | The goal that it serves.';
COMMENT ON COLUMN reporting.plan_nodes_v1.due_at IS '期限 | By when it is owed.';
COMMENT ON COLUMN reporting.plan_nodes_v1.due_on IS '其日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.plan_nodes_v1.standing IS '状态：待办、逾期、已达成、计划已结束 | Where it stands: open, overdue, reached, ended with its plan.';
COMMENT ON COLUMN reporting.plan_nodes_v1.reached_at IS '达成时间 | When it was reached.';
COMMENT ON COLUMN reporting.plan_nodes_v1.late IS '是否逾期达成 | Whether it was reached late.';
COMMENT ON COLUMN reporting.plan_nodes_v1.evidence IS '依据 | What shows that it was reached.';
COMMENT ON COLUMN reporting.plan_nodes_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';

CREATE OR REPLACE VIEW reporting.plan_goals_v1 AS
WITH members AS (
  SELECT DISTINCT group_id, customer_id
  FROM reporting.group_members_v1
),
goals AS (
  SELECT
    p.kind,
    p.title,
    p.person AS owner,
    p.customer_id,
    p.target_group,
    g.*
  FROM development_plans AS p
  JOIN plan_goals AS g ON g.plan_id = p.plan_id AND g.of_version = p.in_force
),
-- What was bought by whom the plan is about: the customer with all members of the group, or everybody.
bought AS (
  SELECT
    g.plan_id,
    g.goal,
    sum(s.amount_minor) FILTER (WHERE s.sold_at >= g.starts_at) AS within,
    sum(s.amount_minor) FILTER (WHERE s.sold_at < g.starts_at) AS before
  FROM goals AS g
  JOIN sold AS s
    ON s.currency = g.currency
    AND s.sold_at >= g.starts_at - (g.ends_at - g.starts_at)
    AND s.sold_at < g.ends_at
    AND (
      g.customer_id IS NULL
      OR s.key = g.customer_id
      OR s.key IN (SELECT m.customer_id FROM members AS m WHERE m.group_id = g.customer_id)
    )
  WHERE g.measure IN ('sales', 'added_revenue') AND g.target_group IS NULL
  GROUP BY g.plan_id, g.goal
),
reached AS (
  SELECT
    g.*,
    g.measure IN ('sales', 'added_revenue') AND g.target_group IS NULL AS from_purchases,
    CASE
      WHEN g.measure = 'sales' AND g.target_group IS NULL THEN coalesce(b.within, 0)
      WHEN g.measure = 'added_revenue' AND g.target_group IS NULL
        THEN coalesce(b.within, 0) - coalesce(b.before, 0)
      ELSE g.value
    END AS actual
  FROM goals AS g
  LEFT JOIN bought AS b ON b.plan_id = g.plan_id AND b.goal = g.goal
)
SELECT
  r.plan_id,
  r.kind,
  r.title,
  r.owner,
  r.customer_id,
  r.target_group,
  r.goal,
  r.measure,
  r.basis,
  r.feasibility,
  r.currency,
  r.starts_at,
  r.ends_at,
  u.ideal,
  u.actual,
  greatest(u.ideal - u.actual, 0) AS gap,
  round(u.actual / nullif(u.ideal, 0), 4) AS progress,
  CASE WHEN r.from_purchases THEN 'purchases' WHEN r.value IS NOT NULL THEN 'measured' END AS known_from,
  r.measured_at,
  n.item AS next_item,
  n.owner AS next_owner,
  n.due_at AS next_due_at,
  r.as_of
FROM reached AS r
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN r.currency IS NOT NULL THEN reporting.amount(r.ideal, r.currency)
      WHEN r.measure IN ('market_share', 'satisfaction') THEN r.ideal / 100.0
      ELSE r.ideal
    END AS ideal,
    CASE
      WHEN r.currency IS NOT NULL THEN reporting.amount(r.actual::bigint, r.currency)
      WHEN r.measure IN ('market_share', 'satisfaction') THEN r.actual / 100.0
      ELSE r.actual
    END AS actual
) AS u
LEFT JOIN LATERAL (
  SELECT item, owner, due_at
  FROM reporting.plan_nodes_v1 AS m
  WHERE m.plan_id = r.plan_id AND m.goal = r.goal AND m.standing IN ('open', 'overdue')
  ORDER BY due_at, node
  LIMIT 1
) AS n ON true;
COMMENT ON VIEW reporting.plan_goals_v1 IS '已批准计划的目标：理想值、实际值、差距及下一步 | Goals of plans in force: ideal and actual value, the gap, and the next step (S1-01, S9-09, S9-10).';
COMMENT ON COLUMN reporting.plan_goals_v1.plan_id IS '计划编号 | Id of the plan.';
COMMENT ON COLUMN reporting.plan_goals_v1.kind IS '计划类别 | Kind of the plan.';
COMMENT ON COLUMN reporting.plan_goals_v1.title IS '计划名称 | Title of the plan.';
COMMENT ON COLUMN reporting.plan_goals_v1.owner IS '计划负责人 | Who owns the plan.';
COMMENT ON COLUMN reporting.plan_goals_v1.customer_id IS '所针对的客户或集团 | The customer or group that it is about.';
COMMENT ON COLUMN reporting.plan_goals_v1.target_group IS '所针对的目标群体 | The target group that it is about.';
COMMENT ON COLUMN reporting.plan_goals_v1.goal IS '目标 | The goal.';
COMMENT ON COLUMN reporting.plan_goals_v1.measure IS '目标项：市场份额、销售目标、增加的收入等 | What it is measured in: market share, sales, added revenue and others.';
COMMENT ON COLUMN reporting.plan_goals_v1.basis IS '依据 | Why so much.';
COMMENT ON COLUMN reporting.plan_goals_v1.feasibility IS '可行性 | How likely it is.';
COMMENT ON COLUMN reporting.plan_goals_v1.currency IS '币种 | Currency, ISO 4217, of money.';
COMMENT ON COLUMN reporting.plan_goals_v1.starts_at IS '起始 | From when it counts.';
COMMENT ON COLUMN reporting.plan_goals_v1.ends_at IS '截止 | Until when it counts.';
COMMENT ON COLUMN reporting.plan_goals_v1.ideal IS '理想值；份额与满意度以百分数计 | The ideal value; shares and satisfaction in percent.';
COMMENT ON COLUMN reporting.plan_goals_v1.actual IS '实际值；增加的收入与之前同长期间相比 | The actual value; added revenue is over the same time before.';
COMMENT ON COLUMN reporting.plan_goals_v1.gap IS '差距 | What is missing of the ideal value.';
COMMENT ON COLUMN reporting.plan_goals_v1.progress IS '进度 | The actual value as a share of the ideal one.';
COMMENT ON COLUMN reporting.plan_goals_v1.known_from IS '数值来源：购买记录或登记 | Where the value is from: purchases, or a measurement.';
COMMENT ON COLUMN reporting.plan_goals_v1.measured_at IS '登记值的时间 | When it was measured last.';
COMMENT ON COLUMN reporting.plan_goals_v1.next_item IS '下一事项 | The next thing to do for it.';
COMMENT ON COLUMN reporting.plan_goals_v1.next_owner IS '其负责人 | Who owes that.';
COMMENT ON COLUMN reporting.plan_goals_v1.next_due_at IS '其期限 | By when.';
COMMENT ON COLUMN reporting.plan_goals_v1.as_of IS '目标所含最新事实的获知时间 | When the newest fact of the goal was learned.';

CREATE OR REPLACE VIEW reporting.plans_v1 AS
SELECT
  p.plan_id,
  p.kind,
  p.kind_zh,
  p.kind_en,
  p.title,
  p.person AS owner,
  p.customer_id,
  p.target_group,
  CASE
    WHEN p.outcome IS NOT NULL THEN p.outcome
    WHEN p.in_force IS NOT NULL THEN 'in_force'
    WHEN p.returned_at >= p.submitted_at THEN 'returned'
    ELSE 'submitted'
  END AS standing,
  p.latest AS version,
  p.in_force,
  p.submitted_at,
  p.approved_at,
  n.nodes,
  n.reached,
  n.overdue,
  n.next_due_at,
  p.review_at,
  coalesce(p.ended_at IS NULL AND p.review_due_at = p.review_at, false) AS review_due,
  p.reviewed_at,
  coalesce(p.revise, false) AS revise,
  p.ended_at,
  p.as_of
FROM development_plans AS p
CROSS JOIN LATERAL (
  SELECT
    count(*) AS nodes,
    count(*) FILTER (WHERE m.standing = 'reached') AS reached,
    count(*) FILTER (WHERE m.standing = 'overdue') AS overdue,
    min(m.due_at) FILTER (WHERE m.standing IN ('open', 'overdue')) AS next_due_at
  FROM reporting.plan_nodes_v1 AS m
  WHERE m.plan_id = p.plan_id
) AS n;
COMMENT ON VIEW reporting.plans_v1 IS '各类计划的版本、节点与复核 | Plans of each kind: their versions, time nodes and reviews (S3-02, S3-05).';
COMMENT ON COLUMN reporting.plans_v1.plan_id IS '计划编号 | Id of the plan.';
COMMENT ON COLUMN reporting.plans_v1.kind IS '类别 | Its kind.';
COMMENT ON COLUMN reporting.plans_v1.kind_zh IS '类别中文名称 | Its kind in Chinese.';
COMMENT ON COLUMN reporting.plans_v1.kind_en IS '类别英文名称 | Its kind in English.';
COMMENT ON COLUMN reporting.plans_v1.title IS '名称 | Its title.';
COMMENT ON COLUMN reporting.plans_v1.owner IS '负责人 | Who owns it.';
COMMENT ON COLUMN reporting.plans_v1.customer_id IS '所针对的客户或集团 | The customer or group that it is about.';
COMMENT ON COLUMN reporting.plans_v1.target_group IS '所针对的目标群体 | The target group that it is about.';
COMMENT ON COLUMN reporting.plans_v1.standing IS '状态：待批准、已退回、执行中、已完成、已放弃 | Where it stands: submitted, returned, in_force, completed, given_up.';
COMMENT ON COLUMN reporting.plans_v1.version IS '最新版本 | Its latest version.';
COMMENT ON COLUMN reporting.plans_v1.in_force IS '执行中的版本 | The version in force.';
COMMENT ON COLUMN reporting.plans_v1.submitted_at IS '最近提交时间 | When it was submitted last.';
COMMENT ON COLUMN reporting.plans_v1.approved_at IS '最近批准时间 | When it was approved last.';
COMMENT ON COLUMN reporting.plans_v1.nodes IS '时间节点数 | Time nodes.';
COMMENT ON COLUMN reporting.plans_v1.reached IS '已达成数 | Of these, reached.';
COMMENT ON COLUMN reporting.plans_v1.overdue IS '逾期数 | Of these, overdue.';
COMMENT ON COLUMN reporting.plans_v1.next_due_at IS '最近的期限 | When the next one is due.';
COMMENT ON COLUMN reporting.plans_v1.review_at IS '市场信息下次复核时间 | When market information is taken up again.';
COMMENT ON COLUMN reporting.plans_v1.review_due IS '复核是否逾期 | Whether that is overdue.';
COMMENT ON COLUMN reporting.plans_v1.reviewed_at IS '最近复核时间 | When that was done last.';
COMMENT ON COLUMN reporting.plans_v1.revise IS '复核认为须调整 | Whether a review found that another version is needed.';
COMMENT ON COLUMN reporting.plans_v1.ended_at IS '结束时间 | When it ended.';
COMMENT ON COLUMN reporting.plans_v1.as_of IS '计划所含最新事实的获知时间 | When the newest fact of the plan was learned.';
