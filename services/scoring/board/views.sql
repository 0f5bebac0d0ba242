-- What dashboards read: schema `reporting`, stable names, only ever added to. Every view and column is
-- described in Chinese and English; times are timestamptz with a date in Asia/Shanghai beside them,
-- amounts numeric with their currency, ids text, and `as_of` says how far the row's facts reach.

CREATE SCHEMA IF NOT EXISTS reporting;
COMMENT ON SCHEMA reporting IS '报表视图，供看板只读 | Views for dashboards, read only.';

CREATE OR REPLACE FUNCTION reporting.amount(minor bigint, currency text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND',
    'VUV', 'XAF', 'XOF', 'XPF') THEN minor::numeric
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN round(minor / 1000.0, 3)
  ELSE round(minor / 100.0, 2)
END;
COMMENT ON FUNCTION reporting.amount IS '最小货币单位换算为元等主单位 | Minor units of an ISO 4217 currency as an amount.';

CREATE OR REPLACE FUNCTION reporting.shanghai_date(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (moment AT TIME ZONE 'Asia/Shanghai')::date;
COMMENT ON FUNCTION reporting.shanghai_date IS '上海时间的日期 | The date in Asia/Shanghai.';

CREATE OR REPLACE VIEW reporting.customer_board_v1 AS
SELECT
  c.key AS customer_id,
  p.captured_at IS NOT NULL AS confirmed,
  p.kind,
  CASE WHEN p.kind = 'person' THEN left(p.name, 1) || '**' ELSE p.name END AS display_name,
  p.source,
  p.owner,
  p.captured_at,
  reporting.shanghai_date(p.captured_at) AS captured_on,
  p.lifecycle,
  p.lifecycle_since,
  reporting.shanghai_date(p.lifecycle_since) AS lifecycle_since_on,
  p.tier,
  p.letter AS tier_letter,
  p.score::numeric AS tier_score,
  p.tier_since,
  reporting.shanghai_date(p.tier_since) AS tier_since_on,
  p.crossing_at AS tier_crossing_at,
  reporting.shanghai_date(p.crossing_at) AS tier_crossing_on,
  p.policy_version,
  c.purchases,
  c.last_purchase_at,
  reporting.shanghai_date(c.last_purchase_at) AS last_purchase_on,
  c.contracts,
  c.last_contract_at,
  reporting.shanghai_date(c.last_contract_at) AS last_contract_on,
  c.visits,
  c.last_visit_at,
  reporting.shanghai_date(c.last_visit_at) AS last_visit_on,
  c.complaints,
  c.open_complaints,
  c.as_of,
  p.archived_at,
  reporting.shanghai_date(p.archived_at) AS archived_on
FROM customers AS c
JOIN profiles AS p ON p.key = c.key;
COMMENT ON VIEW reporting.customer_board_v1 IS '客户看板，每个客户一行 | The customer board, one row a customer.';
COMMENT ON COLUMN reporting.customer_board_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.customer_board_v1.confirmed IS '客户档案是否已建立 | Whether leads has captured the customer.';
COMMENT ON COLUMN reporting.customer_board_v1.kind IS '类型：个人、公司、集团、经销商 | Kind: person, company, group, dealer.';
COMMENT ON COLUMN reporting.customer_board_v1.display_name IS '名称，个人只显示首字 | Name; of a person the first character only.';
COMMENT ON COLUMN reporting.customer_board_v1.source IS '客户来源 | How the customer was found.';
COMMENT ON COLUMN reporting.customer_board_v1.owner IS '负责人 | The salesperson in charge.';
COMMENT ON COLUMN reporting.customer_board_v1.captured_at IS '建档时间 | When the customer was captured.';
COMMENT ON COLUMN reporting.customer_board_v1.captured_on IS '建档日期（上海） | Date of capture in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.lifecycle IS '阶段：潜在、意向、签约 | Lifecycle: potential, intending, signed.';
COMMENT ON COLUMN reporting.customer_board_v1.lifecycle_since IS '进入当前阶段的时间 | Since when the lifecycle holds.';
COMMENT ON COLUMN reporting.customer_board_v1.lifecycle_since_on IS '进入当前阶段的日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.tier IS '等级：重点、普通、潜在 | Class: key, ordinary, potential.';
COMMENT ON COLUMN reporting.customer_board_v1.tier_letter IS '等级代号 | Letter of the class in the policy.';
COMMENT ON COLUMN reporting.customer_board_v1.tier_score IS '变级时的评分 | Score at the last change of class.';
COMMENT ON COLUMN reporting.customer_board_v1.tier_since IS '当前等级起始时间 | Since when the class holds.';
COMMENT ON COLUMN reporting.customer_board_v1.tier_since_on IS '当前等级起始日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.tier_crossing_at IS '变级时预计的因时间再次变级时刻 | When time alone would change the class, as foreseen at the last change.';
COMMENT ON COLUMN reporting.customer_board_v1.tier_crossing_on IS '其日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.policy_version IS '定级所依据的制度版本 | Version of the policy that gave the class.';
COMMENT ON COLUMN reporting.customer_board_v1.purchases IS '购买笔数 | Number of purchases.';
COMMENT ON COLUMN reporting.customer_board_v1.last_purchase_at IS '最近购买时间 | Time of the latest purchase.';
COMMENT ON COLUMN reporting.customer_board_v1.last_purchase_on IS '最近购买日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.contracts IS '合同数 | Number of contracts signed.';
COMMENT ON COLUMN reporting.customer_board_v1.last_contract_at IS '最近签约时间 | Time of the latest contract.';
COMMENT ON COLUMN reporting.customer_board_v1.last_contract_on IS '最近签约日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.visits IS '拜访与联络次数 | Number of visits and other contacts.';
COMMENT ON COLUMN reporting.customer_board_v1.last_visit_at IS '最近拜访时间 | Time of the latest contact.';
COMMENT ON COLUMN reporting.customer_board_v1.last_visit_on IS '最近拜访日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.customer_board_v1.complaints IS '投诉总数 | Number of complaints.';
COMMENT ON COLUMN reporting.customer_board_v1.open_complaints IS '未解决的投诉数 | Complaints not yet resolved.';
COMMENT ON COLUMN reporting.customer_board_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';
COMMENT ON COLUMN reporting.customer_board_v1.archived_at IS '归档时间，未归档为空 | When the customer was archived; null unless they are.';
COMMENT ON COLUMN reporting.customer_board_v1.archived_on IS '归档日期（上海） | Its date in Asia/Shanghai.';

CREATE OR REPLACE VIEW reporting.customer_spending_v1 AS
SELECT
  c.key AS customer_id,
  s.currency,
  (s.spent ->> 0)::integer AS purchases,
  reporting.amount((s.spent ->> 1)::bigint, s.currency) AS amount,
  c.as_of
FROM customers AS c
CROSS JOIN LATERAL jsonb_each(c.spending::jsonb) AS s (currency, spent);
COMMENT ON VIEW reporting.customer_spending_v1 IS '各客户按币种的购买金额 | What each customer spent, by currency.';
COMMENT ON COLUMN reporting.customer_spending_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.customer_spending_v1.currency IS '币种 | Currency, ISO 4217.';
COMMENT ON COLUMN reporting.customer_spending_v1.purchases IS '购买笔数 | Number of purchases.';
COMMENT ON COLUMN reporting.customer_spending_v1.amount IS '购买金额 | Amount of all purchases.';
COMMENT ON COLUMN reporting.customer_spending_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';

CREATE OR REPLACE VIEW reporting.tier_counts_v1 AS
SELECT
  tier,
  sum(customers)::bigint AS customers,
  (sum(customers) FILTER (WHERE confirmed))::bigint AS confirmed_customers,
  (SELECT max(as_of) FROM heard) AS as_of
FROM counts
GROUP BY tier;
COMMENT ON VIEW reporting.tier_counts_v1 IS '各等级客户数 | Customers by class.';
COMMENT ON COLUMN reporting.tier_counts_v1.tier IS '等级：重点、普通、潜在 | Class: key, ordinary, potential.';
COMMENT ON COLUMN reporting.tier_counts_v1.customers IS '客户数 | Number of customers.';
COMMENT ON COLUMN reporting.tier_counts_v1.confirmed_customers IS '其中已建档的客户数 | Those of them that leads has captured.';
COMMENT ON COLUMN reporting.tier_counts_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.lead_funnel_v1 AS
SELECT
  CASE lifecycle WHEN 'potential' THEN 1 WHEN 'intending' THEN 2 ELSE 3 END AS step,
  lifecycle,
  sum(customers)::bigint AS customers,
  (SELECT max(as_of) FROM heard) AS as_of,
  -- The lifecycle only goes forward, so whoever stands further on has come past.
  (sum(sum(customers)) OVER further_on)::bigint AS reached,
  round(
    sum(sum(customers)) OVER further_on / nullif(sum(sum(customers)) OVER (), 0), 4
  ) AS reached_rate
FROM counts
WHERE confirmed
GROUP BY lifecycle
WINDOW further_on AS (
  ORDER BY CASE lifecycle WHEN 'potential' THEN 1 WHEN 'intending' THEN 2 ELSE 3 END DESC
);
COMMENT ON VIEW reporting.lead_funnel_v1 IS '已建档客户的阶段漏斗 | Captured customers by lifecycle.';
COMMENT ON COLUMN reporting.lead_funnel_v1.step IS '阶段次序 | Place of the step.';
COMMENT ON COLUMN reporting.lead_funnel_v1.lifecycle IS '阶段：潜在、意向、签约 | Lifecycle: potential, intending, signed.';
COMMENT ON COLUMN reporting.lead_funnel_v1.customers IS '客户数 | Number of customers.';
COMMENT ON COLUMN reporting.lead_funnel_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
COMMENT ON COLUMN reporting.lead_funnel_v1.reached IS '到达或已越过本阶段的客户数 | Customers in this step or beyond it.';
COMMENT ON COLUMN reporting.lead_funnel_v1.reached_rate IS '其占已建档客户的比例（0 至 1） | Their share of all captured customers, 0 to 1.';

CREATE OR REPLACE VIEW reporting.complaint_list_v1 AS
SELECT
  complaint_id,
  key AS customer_id,
  severity,
  CASE
    WHEN resolved_at IS NOT NULL THEN 'resolved'
    WHEN acknowledged_at IS NOT NULL THEN 'acknowledged'
    ELSE 'open'
  END AS status,
  filed_at,
  reporting.shanghai_date(filed_at) AS filed_on,
  acknowledge_by,
  acknowledged_at,
  acknowledge_breached_at,
  resolve_by,
  reporting.shanghai_date(resolve_by) AS resolve_by_on,
  resolved_at,
  reporting.shanghai_date(resolved_at) AS resolved_on,
  resolve_breached_at,
  as_of,
  coalesce(reopened, 0) AS reopened,
  reopened_at,
  acknowledge_told,
  resolve_told
FROM complaints;
COMMENT ON VIEW reporting.complaint_list_v1 IS '投诉清单 | All complaints, one row each.';
COMMENT ON COLUMN reporting.complaint_list_v1.complaint_id IS '投诉编号 | Complaint id.';
COMMENT ON COLUMN reporting.complaint_list_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.complaint_list_v1.severity IS '严重程度 | Severity: ordinary, serious, safety_or_legal.';
COMMENT ON COLUMN reporting.complaint_list_v1.status IS '状态：待受理、已受理、已解决 | Status: open, acknowledged, resolved.';
COMMENT ON COLUMN reporting.complaint_list_v1.filed_at IS '投诉时间 | When it was filed.';
COMMENT ON COLUMN reporting.complaint_list_v1.filed_on IS '投诉日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.complaint_list_v1.acknowledge_by IS '受理期限 | When it must be acknowledged.';
COMMENT ON COLUMN reporting.complaint_list_v1.acknowledged_at IS '受理时间 | When it was acknowledged.';
COMMENT ON COLUMN reporting.complaint_list_v1.acknowledge_breached_at IS '受理超时时刻 | When the clock for acknowledging ran out unmet.';
COMMENT ON COLUMN reporting.complaint_list_v1.resolve_by IS '解决期限 | When it must be resolved.';
COMMENT ON COLUMN reporting.complaint_list_v1.resolve_by_on IS '解决期限日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.complaint_list_v1.resolved_at IS '解决时间 | When it was resolved.';
COMMENT ON COLUMN reporting.complaint_list_v1.resolved_on IS '解决日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.complaint_list_v1.resolve_breached_at IS '解决超时时刻 | When the clock for resolving ran out unmet.';
COMMENT ON COLUMN reporting.complaint_list_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';
COMMENT ON COLUMN reporting.complaint_list_v1.reopened IS '重新提出次数 | How often it was reopened.';
COMMENT ON COLUMN reporting.complaint_list_v1.reopened_at IS '最近一次重新提出时间，各时限自此重新起算 | When it was last reopened; its clocks run from then.';
COMMENT ON COLUMN reporting.complaint_list_v1.acknowledge_told IS '受理时限进行中最后告知的对象 | Who was last told while the clock for acknowledging ran.';
COMMENT ON COLUMN reporting.complaint_list_v1.resolve_told IS '解决时限进行中最后告知的对象 | Who was last told while the clock for resolving ran.';

CREATE OR REPLACE VIEW reporting.freshness_v1 AS
SELECT
  source,
  sum(facts)::bigint AS facts,
  max(as_of) AS as_of,
  (SELECT max(moved_at) FROM offsets) AS refreshed_at
FROM heard
GROUP BY source;
COMMENT ON VIEW reporting.freshness_v1 IS '数据新鲜度，按来源服务 | How fresh the data is, by source service.';
COMMENT ON COLUMN reporting.freshness_v1.source IS '来源服务 | Source service.';
COMMENT ON COLUMN reporting.freshness_v1.facts IS '已计入的事实数 | Facts folded so far.';
COMMENT ON COLUMN reporting.freshness_v1.as_of IS '最新事实的获知时间 | When its newest fact was learned.';
COMMENT ON COLUMN reporting.freshness_v1.refreshed_at IS '看板最近写入时间 | When the board last wrote.';
