-- What salespeople do and what comes of it, by month of Asia/Shanghai. Sales belong to whoever owned the
-- customer when they were told; complaints and answers to the customer's owner of today.

CREATE OR REPLACE FUNCTION reporting.shanghai_month(moment timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_char(moment AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM');
COMMENT ON FUNCTION reporting.shanghai_month IS '上海时间的月份 | The month in Asia/Shanghai, as 2026-12.';

CREATE OR REPLACE VIEW reporting.effort_split_v1 AS
WITH counted AS (
  SELECT
    c.salesperson,
    reporting.shanghai_month(c.happened_at) AS month,
    c.happened_at,
    b.shares,
    b.version,
    b.purposes::jsonb ->> p.purpose AS effort,
    1.0 / jsonb_array_length(c.purposes::jsonb) AS part,
    c.as_of
  FROM contacts AS c
  CROSS JOIN LATERAL jsonb_array_elements_text(c.purposes::jsonb) AS p (purpose)
  CROSS JOIN LATERAL (
    SELECT *
    FROM books
    WHERE effective_from <= c.happened_at
    ORDER BY effective_from DESC, number DESC
    LIMIT 1
  ) AS b
),
months AS (
  SELECT
    salesperson,
    month,
    sum(part) AS contacts,
    (array_agg(shares ORDER BY happened_at DESC, version))[1] AS shares,
    (array_agg(version ORDER BY happened_at DESC, version))[1] AS version,
    max(as_of) AS as_of
  FROM counted
  GROUP BY salesperson, month
)
SELECT
  m.month,
  m.salesperson,
  w.effort,
  round(coalesce(sum(c.part), 0), 2) AS contacts,
  round(100 * coalesce(sum(c.part), 0) / m.contacts, 1) AS percent,
  round(w.percent::numeric, 1) AS percent_wanted,
  round(100 * coalesce(sum(c.part), 0) / m.contacts - w.percent::numeric, 1) AS percent_over,
  m.version AS policy_version,
  m.as_of
FROM months AS m
CROSS JOIN LATERAL jsonb_each_text(m.shares::jsonb) AS w (effort, percent)
LEFT JOIN counted AS c ON (c.salesperson, c.month, c.effort) = (m.salesperson, m.month, w.effort)
GROUP BY m.month, m.salesperson, w.effort, w.percent, m.contacts, m.version, m.as_of;
COMMENT ON VIEW reporting.effort_split_v1 IS '销售时间分配，实际与制度要求 | Split of effort by person and month, beside the policy''s shares (S9-06).';
COMMENT ON COLUMN reporting.effort_split_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.effort_split_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.effort_split_v1.effort IS '项目：信任、需求、产品、成交 | Effort: trust, needs, product, closing.';
COMMENT ON COLUMN reporting.effort_split_v1.contacts IS '计入的联络数，多目的平分 | Contacts that count as it; one of several purposes in equal parts.';
COMMENT ON COLUMN reporting.effort_split_v1.percent IS '实际占比，% | Actual share in percent.';
COMMENT ON COLUMN reporting.effort_split_v1.percent_wanted IS '制度占比，% | Share in the policy, in percent.';
COMMENT ON COLUMN reporting.effort_split_v1.percent_over IS '高于制度的百分点 | Percentage points over the policy; negative is under it.';
COMMENT ON COLUMN reporting.effort_split_v1.policy_version IS '月内最近联络所依据的制度版本 | Version of the policy at the month''s last contact.';
COMMENT ON COLUMN reporting.effort_split_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.team_sharing_v1 AS
WITH met AS (
  SELECT
    reporting.shanghai_month(c.happened_at) AS month,
    c.salesperson,
    c.key,
    k.owner,
    count(*) AS contacts,
    max(c.as_of) AS as_of
  FROM contacts AS c
  JOIN keys AS k ON k.key = c.key
  GROUP BY month, c.salesperson, c.key, k.owner
),
sides AS (
  SELECT month, salesperson AS person, key, contacts, coalesce(owner <> salesperson, false) AS given, false AS got,
    as_of
  FROM met
  UNION ALL
  SELECT month, owner, key, contacts, false, true, as_of
  FROM met
  WHERE owner <> salesperson
)
SELECT
  month,
  person AS salesperson,
  coalesce(sum(contacts) FILTER (WHERE NOT got), 0) AS contacts,
  coalesce(sum(contacts) FILTER (WHERE given), 0) AS given,
  count(DISTINCT key) FILTER (WHERE given) AS customers_given,
  coalesce(sum(contacts) FILTER (WHERE got), 0) AS got,
  count(DISTINCT key) FILTER (WHERE got) AS customers_got,
  max(as_of) AS as_of
FROM sides
GROUP BY month, person;
COMMENT ON VIEW reporting.team_sharing_v1 IS '团队协作与资源共享，按月份与人员 | Who helps whom with their customers, by month and person (S3-19).';
COMMENT ON COLUMN reporting.team_sharing_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.team_sharing_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.team_sharing_v1.contacts IS '本人联络数 | Contacts that they had.';
COMMENT ON COLUMN reporting.team_sharing_v1.given IS '其中与同事客户的联络数 | Those of them with customers whom others own.';
COMMENT ON COLUMN reporting.team_sharing_v1.customers_given IS '协助的客户数 | The customers whom those were with.';
COMMENT ON COLUMN reporting.team_sharing_v1.got IS '同事与其客户的联络数 | Contacts that others had with customers of theirs.';
COMMENT ON COLUMN reporting.team_sharing_v1.customers_got IS '得到协助的客户数 | The customers whom those were with.';
COMMENT ON COLUMN reporting.team_sharing_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.reward_evidence_v1 AS
SELECT
  reporting.shanghai_month(e.happened_at) AS month,
  e.salesperson,
  e.figure,
  e.event_id,
  e.customer_id,
  e.currency,
  e.value,
  e.happened_at,
  reporting.shanghai_date(e.happened_at) AS happened_on,
  e.as_of
FROM (
  SELECT
    owner AS salesperson,
    'sales' AS figure,
    event_id,
    key AS customer_id,
    currency,
    reporting.amount(amount_minor, currency) AS value,
    sold_at AS happened_at,
    as_of
  FROM sold
  UNION ALL
  SELECT
    k.owner,
    CASE v.kind WHEN 'complaint' THEN 'complaints' WHEN 'breach' THEN 'breaches' ELSE 'satisfaction' END,
    v.event_id,
    v.key,
    NULL,
    v.value::numeric,
    v.said_at,
    v.as_of
  FROM voices AS v
  JOIN keys AS k ON k.key = v.key
) AS e
WHERE e.salesperson IS NOT NULL;
COMMENT ON VIEW reporting.reward_evidence_v1 IS '奖励依据的事件，每个事件一行 | The events behind the basis of rewards, one row each (S6-12).';
COMMENT ON COLUMN reporting.reward_evidence_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.reward_evidence_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.reward_evidence_v1.figure IS '所支持的数字：销售、投诉、超时、满意度 | Figure it counts in: sales, complaints, breaches, satisfaction.';
COMMENT ON COLUMN reporting.reward_evidence_v1.event_id IS '事件编号 | Id of the event.';
COMMENT ON COLUMN reporting.reward_evidence_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.reward_evidence_v1.currency IS '币种，仅销售 | Currency, of sales only.';
COMMENT ON COLUMN reporting.reward_evidence_v1.value IS '销售金额（退货为负），或 0 至 100 的满意度 | Amount of sales, negative of a return, or satisfaction from 0 to 100.';
COMMENT ON COLUMN reporting.reward_evidence_v1.happened_at IS '发生时间 | When it happened.';
COMMENT ON COLUMN reporting.reward_evidence_v1.happened_on IS '发生日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.reward_evidence_v1.as_of IS '该事件的获知时间 | When the event was learned.';

CREATE OR REPLACE VIEW reporting.reward_basis_v1 AS
WITH people AS (
  SELECT
    month,
    salesperson,
    count(*) FILTER (WHERE figure = 'complaints') AS complaints,
    count(*) FILTER (WHERE figure = 'breaches') AS breaches,
    count(*) FILTER (WHERE figure = 'satisfaction') AS answers,
    round(avg(value) FILTER (WHERE figure = 'satisfaction'), 1) AS satisfaction,
    max(as_of) AS as_of
  FROM reporting.reward_evidence_v1
  GROUP BY month, salesperson
)
SELECT
  p.month,
  p.salesperson,
  s.currency,
  coalesce(s.sales, 0) AS sales,
  coalesce(s.purchases, 0) AS purchases,
  coalesce(s.buyers, 0) AS buyers,
  p.satisfaction,
  p.answers,
  p.complaints,
  p.breaches,
  f.deviation_percent AS forecast_deviation_percent,
  b.bias_percent AS forecast_bias_percent,
  coalesce(s.evidence, 0) + p.answers + p.complaints + p.breaches AS evidence,
  p.as_of
FROM people AS p
LEFT JOIN (
  SELECT
    month,
    salesperson,
    currency,
    sum(value) AS sales,
    count(*) FILTER (WHERE value >= 0) AS purchases,
    count(DISTINCT customer_id) FILTER (WHERE value >= 0) AS buyers,
    count(*) AS evidence
  FROM reporting.reward_evidence_v1
  WHERE figure = 'sales'
  GROUP BY month, salesperson, currency
) AS s ON (s.month, s.salesperson) = (p.month, p.salesperson)
LEFT JOIN reporting.forecast_v1 AS f
  ON (f.month, f.salesperson, f.currency) = (p.month, p.salesperson, s.currency)
LEFT JOIN reporting.forecast_bias_v1 AS b ON (b.salesperson, b.currency) = (p.salesperson, s.currency);
COMMENT ON VIEW reporting.reward_basis_v1 IS '奖励依据：销售与满意度，每人每月每币种一行 | Basis of rewards: sales and satisfaction, by person, month and currency (S6-12).';
COMMENT ON COLUMN reporting.reward_basis_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.reward_basis_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.reward_basis_v1.currency IS '币种，无销售则为空 | Currency; empty without sales.';
COMMENT ON COLUMN reporting.reward_basis_v1.sales IS '销售金额，已减退货 | Amount sold, less what came back.';
COMMENT ON COLUMN reporting.reward_basis_v1.purchases IS '购买笔数 | Number of purchases.';
COMMENT ON COLUMN reporting.reward_basis_v1.buyers IS '购买的客户数 | Customers who bought.';
COMMENT ON COLUMN reporting.reward_basis_v1.satisfaction IS '平均满意度，0 至 100 | Mean satisfaction, 0 to 100.';
COMMENT ON COLUMN reporting.reward_basis_v1.answers IS '其依据的答卷数 | Answers behind it.';
COMMENT ON COLUMN reporting.reward_basis_v1.complaints IS '投诉数 | Complaints filed.';
COMMENT ON COLUMN reporting.reward_basis_v1.breaches IS '投诉超时数 | Clocks of complaints that ran out.';
COMMENT ON COLUMN reporting.reward_basis_v1.forecast_deviation_percent IS '当月与预测的偏差，% | Deviation from the month''s forecast in percent.';
COMMENT ON COLUMN reporting.reward_basis_v1.forecast_bias_percent IS '各月平均偏差，% | Mean deviation over all months in percent.';
COMMENT ON COLUMN reporting.reward_basis_v1.evidence IS '可逐条查看的事件数 | Events behind the row, each in reward_evidence_v1.';
COMMENT ON COLUMN reporting.reward_basis_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
