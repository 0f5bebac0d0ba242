-- How long and how well customers stay, and whether the company reaches its goals. Counted back from what
-- was heard and not from the clock: an old report stays true of its time.

CREATE OR REPLACE VIEW reporting.relation_v1 AS
WITH bought AS (
  SELECT
    p.key,
    min(p.purchased_at) AS first_at,
    max(p.purchased_at) AS last_at,
    count(*) AS purchases,
    count(*) FILTER (WHERE p.purchased_at > h.as_of - interval '180 days') AS purchases_180_days,
    count(*) FILTER (
      WHERE p.purchased_at > h.as_of - interval '360 days' AND p.purchased_at <= h.as_of - interval '180 days'
    ) AS purchases_before
  FROM purchases AS p
  CROSS JOIN (SELECT max(as_of) AS as_of FROM heard) AS h
  GROUP BY p.key
),
agreed AS (
  SELECT
    key,
    min(signed_at) AS first_at,
    count(*) AS contracts,
    max(signed_at) AS last_at,
    CASE WHEN bool_and(ends_on IS NOT NULL) THEN max(ends_on) END AS ends_on
  FROM contracts
  GROUP BY key
),
said AS (
  SELECT
    key,
    count(*) AS answers,
    (array_agg(value ORDER BY said_at DESC, event_id))[1] AS last_value,
    (array_agg(value ORDER BY said_at, event_id))[1] AS first_value
  FROM voices
  WHERE kind = 'answer'
  GROUP BY key
)
SELECT
  k.key AS customer_id,
  k.owner,
  reporting.shanghai_date(least(b.first_at, a.first_at)) AS since,
  round(extract(epoch FROM h.as_of - least(b.first_at, a.first_at)) / 86400, 1) AS days_of_relation,
  coalesce(b.purchases, 0) AS purchases,
  reporting.shanghai_date(b.last_at) AS last_purchase_on,
  CASE
    WHEN b.purchases > 1 THEN round(extract(epoch FROM b.last_at - b.first_at) / 86400 / (b.purchases - 1), 1)
  END AS days_between_purchases,
  coalesce(a.contracts, 0) AS contracts,
  greatest(coalesce(a.contracts, 0) - 1, 0) AS renewals,
  a.ends_on AS contract_ends_on,
  coalesce(b.purchases_180_days, 0) AS purchases_180_days,
  coalesce(b.purchases_before, 0) AS purchases_180_days_before,
  CASE
    WHEN coalesce(b.purchases_180_days, 0) = 0 THEN 'silent'
    WHEN b.purchases_180_days > b.purchases_before THEN 'rising'
    WHEN b.purchases_180_days < b.purchases_before THEN 'falling'
    ELSE 'steady'
  END AS loyalty_trend,
  s.answers,
  s.last_value::numeric AS satisfaction,
  (s.last_value - s.first_value)::numeric AS satisfaction_change,
  h.as_of
FROM keys AS k
LEFT JOIN bought AS b ON b.key = k.key
LEFT JOIN agreed AS a ON a.key = k.key
LEFT JOIN said AS s ON s.key = k.key
CROSS JOIN (SELECT max(as_of) AS as_of FROM heard) AS h
WHERE k.customer AND (b.key IS NOT NULL OR a.key IS NOT NULL);
COMMENT ON VIEW reporting.relation_v1 IS '客户关系：时长、续约、忠诚与满意趋势 | Relation with each customer who bought or signed: age, renewals, trends (S2-14, S8-01, S8-05).';
COMMENT ON COLUMN reporting.relation_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.relation_v1.owner IS '负责人 | The salesperson in charge.';
COMMENT ON COLUMN reporting.relation_v1.since IS '首次成交日期（上海） | Date of the first purchase or contract in Asia/Shanghai.';
COMMENT ON COLUMN reporting.relation_v1.days_of_relation IS '合作天数，截至 as_of | Days since then, until `as_of`.';
COMMENT ON COLUMN reporting.relation_v1.purchases IS '购买笔数 | Number of purchases.';
COMMENT ON COLUMN reporting.relation_v1.last_purchase_on IS '最近购买日期（上海） | Date of the latest purchase in Asia/Shanghai.';
COMMENT ON COLUMN reporting.relation_v1.days_between_purchases IS '平均购买间隔，天 | Mean days between purchases.';
COMMENT ON COLUMN reporting.relation_v1.contracts IS '合同数 | Number of contracts.';
COMMENT ON COLUMN reporting.relation_v1.renewals IS '续约次数 | Contracts after the first one.';
COMMENT ON COLUMN reporting.relation_v1.contract_ends_on IS '最后到期日，无期限则为空 | Last day of the contracts; empty if one has no end.';
COMMENT ON COLUMN reporting.relation_v1.purchases_180_days IS '截至 as_of 前 180 天的购买笔数 | Purchases within 180 days before `as_of`.';
COMMENT ON COLUMN reporting.relation_v1.purchases_180_days_before IS '再往前 180 天的购买笔数 | Purchases within the 180 days before these.';
COMMENT ON COLUMN reporting.relation_v1.loyalty_trend IS '忠诚趋势：上升、平稳、下降、沉默 | Trend of loyalty: rising, steady, falling, silent.';
COMMENT ON COLUMN reporting.relation_v1.answers IS '满意度答卷数 | Answers of surveys.';
COMMENT ON COLUMN reporting.relation_v1.satisfaction IS '最近满意度，0 至 100 | Latest satisfaction, 0 to 100.';
COMMENT ON COLUMN reporting.relation_v1.satisfaction_change IS '与首次答卷相比的变化 | Its change since the first answer.';
COMMENT ON COLUMN reporting.relation_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.goals_monthly_v1 AS
WITH sold AS (
  SELECT
    reporting.shanghai_month(sold_at) AS month,
    currency,
    sum(amount_minor)::bigint AS minor,
    count(*) FILTER (WHERE amount_minor >= 0) AS purchases,
    count(DISTINCT key) FILTER (WHERE amount_minor >= 0) AS buyers
  FROM sold
  GROUP BY 1, 2
),
found AS (
  SELECT
    reporting.shanghai_month(captured_at) AS month,
    count(*) AS customers
  FROM keys
  WHERE captured_at IS NOT NULL
  GROUP BY 1
),
moved AS (
  SELECT
    reporting.shanghai_month(changed_at) AS month,
    count(*) FILTER (WHERE after = 'key') - count(*) FILTER (WHERE before = 'key') AS to_key,
    count(*) FILTER (WHERE after = 'ordinary') - count(*) FILTER (WHERE before = 'ordinary') AS to_ordinary
  FROM moves
  GROUP BY 1
),
said AS (
  SELECT
    reporting.shanghai_month(said_at) AS month,
    round(avg(value)::numeric, 1) AS satisfaction,
    count(*) FILTER (WHERE kind = 'answer') AS answers,
    count(*) FILTER (WHERE kind = 'complaint') AS complaints
  FROM voices
  GROUP BY 1
),
months AS (
  SELECT
    m.month,
    coalesce(f.customers, 0) AS new_customers,
    sum(coalesce(f.customers, 0)) OVER so_far AS customers,
    sum(coalesce(v.to_key, 0)) OVER so_far AS key_customers,
    sum(coalesce(v.to_ordinary, 0)) OVER so_far AS ordinary_customers
  FROM (
    SELECT month FROM sold
    UNION
    SELECT month FROM found
    UNION
    SELECT month FROM moved
    UNION
    SELECT month FROM said
  ) AS m
  LEFT JOIN found AS f ON f.month = m.month
  LEFT JOIN moved AS v ON v.month = m.month
  WINDOW so_far AS (ORDER BY m.month)
)
SELECT
  m.month,
  s.currency,
  reporting.amount(s.minor, s.currency) AS sales,
  round(100.0 * (s.minor - p.minor) / nullif(p.minor, 0), 1) AS sales_growth_percent,
  coalesce(s.purchases, 0) AS purchases,
  coalesce(s.buyers, 0) AS buyers,
  m.new_customers,
  m.customers::bigint AS customers,
  m.key_customers::bigint AS key_customers,
  m.ordinary_customers::bigint AS ordinary_customers,
  greatest(m.customers - m.key_customers - m.ordinary_customers, 0)::bigint AS potential_customers,
  v.satisfaction,
  coalesce(v.answers, 0) AS answers,
  coalesce(v.complaints, 0) AS complaints,
  (SELECT max(as_of) FROM heard) AS as_of
FROM months AS m
LEFT JOIN sold AS s ON s.month = m.month
LEFT JOIN sold AS p
  ON p.currency = s.currency AND p.month = to_char(to_date(m.month, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
LEFT JOIN said AS v ON v.month = m.month;
COMMENT ON VIEW reporting.goals_monthly_v1 IS '目标逐月：客户资源、满意度、销售增长 | Goals by month: customer resource, satisfaction, growth of sales (S6-01, S10-02).';
COMMENT ON COLUMN reporting.goals_monthly_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.goals_monthly_v1.currency IS '币种，无销售则为空 | Currency; empty without sales.';
COMMENT ON COLUMN reporting.goals_monthly_v1.sales IS '销售金额，已减退货 | Amount sold, less what came back.';
COMMENT ON COLUMN reporting.goals_monthly_v1.sales_growth_percent IS '环比增长，% | Growth on the month before, in percent.';
COMMENT ON COLUMN reporting.goals_monthly_v1.purchases IS '购买笔数 | Number of purchases.';
COMMENT ON COLUMN reporting.goals_monthly_v1.buyers IS '购买的客户数 | Customers who bought.';
COMMENT ON COLUMN reporting.goals_monthly_v1.new_customers IS '新建档客户数 | Customers captured in the month.';
COMMENT ON COLUMN reporting.goals_monthly_v1.customers IS '月末已建档客户数 | Customers captured by the month''s end.';
COMMENT ON COLUMN reporting.goals_monthly_v1.key_customers IS '月末重点客户数 | Key customers at its end.';
COMMENT ON COLUMN reporting.goals_monthly_v1.ordinary_customers IS '月末普通客户数 | Ordinary customers at its end.';
COMMENT ON COLUMN reporting.goals_monthly_v1.potential_customers IS '月末潜在客户数 | Potential customers at its end.';
COMMENT ON COLUMN reporting.goals_monthly_v1.satisfaction IS '平均满意度，0 至 100 | Mean satisfaction, 0 to 100.';
COMMENT ON COLUMN reporting.goals_monthly_v1.answers IS '其依据的答卷数 | Answers behind it.';
COMMENT ON COLUMN reporting.goals_monthly_v1.complaints IS '投诉数 | Complaints filed.';
COMMENT ON COLUMN reporting.goals_monthly_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.segments_v1 AS
SELECT
  substr(key, 10) AS month,
  nullif(segment, '') AS segment,
  place,
  title_zh,
  title_en,
  customers,
  round(100.0 * customers / nullif(sum(customers) OVER (PARTITION BY key), 0), 1) AS percent,
  customers - lag(customers) OVER (PARTITION BY segment ORDER BY key) AS change,
  counted_at,
  policy_version,
  as_of
FROM segments;
COMMENT ON VIEW reporting.segments_v1 IS '各细分市场客户数，逐月 | Customers by segment and month (S8-02, S10-01).';
COMMENT ON COLUMN reporting.segments_v1.month IS '月份 | Month, as 2026-12.';
COMMENT ON COLUMN reporting.segments_v1.segment IS '细分市场，未划分为空 | Segment; empty for those whom none fits.';
COMMENT ON COLUMN reporting.segments_v1.place IS '制度中的次序 | Its place in the policy.';
COMMENT ON COLUMN reporting.segments_v1.title_zh IS '中文名称 | Name in Chinese.';
COMMENT ON COLUMN reporting.segments_v1.title_en IS '英文名称 | Name in English.';
COMMENT ON COLUMN reporting.segments_v1.customers IS '客户数 | Number of customers.';
COMMENT ON COLUMN reporting.segments_v1.percent IS '占比，% | Share of all customers in percent.';
COMMENT ON COLUMN reporting.segments_v1.change IS '与上次统计相比的变化 | Change since the count before.';
COMMENT ON COLUMN reporting.segments_v1.counted_at IS '统计时间 | When they were counted.';
COMMENT ON COLUMN reporting.segments_v1.policy_version IS '所依据的制度版本 | Version of the policy behind it.';
COMMENT ON COLUMN reporting.segments_v1.as_of IS '该统计的获知时间 | When the count was learned.';
