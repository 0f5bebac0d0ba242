-- Forecasts beside what was bought, as dashboards read them. As the board's views have it: stable names,
-- only ever added to, each described in Chinese and English with its unit, and no view asks the clock.

CREATE OR REPLACE VIEW reporting.forecast_v1 AS
SELECT
  substr(f.key, 10) AS month,
  f.scope,
  nullif(f.salesperson, '') AS salesperson,
  f.currency,
  reporting.amount(f.amount_minor, f.currency) AS forecast,
  reporting.amount(f.repeat_minor, f.currency) AS from_repeat,
  reporting.amount(f.contracted_minor, f.currency) AS from_contracts,
  f.customers,
  reporting.amount(f.planned_minor, f.currency) AS planned,
  reporting.amount(f.actual_minor, f.currency) AS actual,
  reporting.amount(f.first_minor, f.currency) AS first_purchases,
  f.deviation_percent::numeric AS deviation_percent,
  f.plan_deviation_percent::numeric AS plan_deviation_percent,
  f.revise_by IS NOT NULL AS deviated,
  f.allowed_percent::numeric AS allowed_percent,
  f.revise_by,
  reporting.shanghai_date(f.revise_by) AS revise_by_on,
  f.starts_at,
  f.ends_at,
  f.due_at,
  f.made_at,
  f.late,
  f.half_life_days::numeric AS half_life_days,
  f.compared_at,
  f.policy_version,
  f.as_of
FROM figures AS f;
COMMENT ON VIEW reporting.forecast_v1 IS '销售预测与实际，公司与每位销售人员每月一行 | Forecast and actual, one row a month for the company and each salesperson (S2-01, S2-02).';
COMMENT ON COLUMN reporting.forecast_v1.month IS '月份 | Month, as 2026-12.';
COMMENT ON COLUMN reporting.forecast_v1.scope IS '范围：公司、销售人员 | Scope: company, salesperson.';
COMMENT ON COLUMN reporting.forecast_v1.salesperson IS '销售人员，公司合计为空 | Salesperson; empty for the company.';
COMMENT ON COLUMN reporting.forecast_v1.currency IS '币种 | Currency, ISO 4217.';
COMMENT ON COLUMN reporting.forecast_v1.forecast IS '预测金额 | Amount expected: by customer the greater of the next two.';
COMMENT ON COLUMN reporting.forecast_v1.from_repeat IS '按以往复购推算的金额 | Amount that past repeat purchases imply.';
COMMENT ON COLUMN reporting.forecast_v1.from_contracts IS '合同分摊到本月的金额 | Part of contracts that falls on the month.';
COMMENT ON COLUMN reporting.forecast_v1.customers IS '有预测的客户数 | Customers of whom something is expected.';
COMMENT ON COLUMN reporting.forecast_v1.planned IS '计划金额，含市场趋势 | Amount planned, with the market trend.';
COMMENT ON COLUMN reporting.forecast_v1.actual IS '实际金额，不含新客户首次购买 | Amount bought, without first purchases of new customers.';
COMMENT ON COLUMN reporting.forecast_v1.first_purchases IS '新客户首次购买金额 | Amount of first purchases of new customers.';
COMMENT ON COLUMN reporting.forecast_v1.deviation_percent IS '偏差，%，正为超出预测 | Deviation in percent; positive is more than expected.';
COMMENT ON COLUMN reporting.forecast_v1.plan_deviation_percent IS '与计划的偏差，%，实际含首次购买 | Deviation from the plan in percent, first purchases included.';
COMMENT ON COLUMN reporting.forecast_v1.deviated IS '是否超出允许偏差 | Whether the deviation is over what the policy allows.';
COMMENT ON COLUMN reporting.forecast_v1.allowed_percent IS '允许偏差，%，超出时填写 | Deviation allowed in percent, where it was exceeded.';
COMMENT ON COLUMN reporting.forecast_v1.revise_by IS '调整计划期限 | By when the plan is to be adjusted.';
COMMENT ON COLUMN reporting.forecast_v1.revise_by_on IS '其日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.forecast_v1.starts_at IS '月份开始；预测只依据此前的事实 | Start of the month; only facts of before count.';
COMMENT ON COLUMN reporting.forecast_v1.ends_at IS '月份结束 | End of the month.';
COMMENT ON COLUMN reporting.forecast_v1.due_at IS '应预测时间 | When the forecast was due.';
COMMENT ON COLUMN reporting.forecast_v1.made_at IS '实际预测时间 | When it was made.';
COMMENT ON COLUMN reporting.forecast_v1.late IS '是否迟做 | Whether it was made late.';
COMMENT ON COLUMN reporting.forecast_v1.half_life_days IS '购买半衰期，天 | Days after which a purchase counts half.';
COMMENT ON COLUMN reporting.forecast_v1.compared_at IS '与实际比对的时间 | When it was compared with what was bought.';
COMMENT ON COLUMN reporting.forecast_v1.policy_version IS '所依据的制度版本 | Version of the policy behind it.';
COMMENT ON COLUMN reporting.forecast_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';

CREATE OR REPLACE VIEW reporting.forecast_bias_v1 AS
SELECT
  scope,
  salesperson,
  currency,
  count(*) AS months,
  round(avg(deviation_percent), 1) AS bias_percent,
  round(avg(abs(deviation_percent)), 1) AS deviation_mean_percent,
  count(*) FILTER (WHERE deviated) AS months_deviated,
  max(month) AS last_month,
  max(as_of) AS as_of
FROM reporting.forecast_v1
WHERE deviation_percent IS NOT NULL
GROUP BY scope, salesperson, currency;
COMMENT ON VIEW reporting.forecast_bias_v1 IS '预测偏向，按公司与销售人员 | Bias of the forecasts, of the company and of each salesperson (S2-01).';
COMMENT ON COLUMN reporting.forecast_bias_v1.scope IS '范围：公司、销售人员 | Scope: company, salesperson.';
COMMENT ON COLUMN reporting.forecast_bias_v1.salesperson IS '销售人员，公司合计为空 | Salesperson; empty for the company.';
COMMENT ON COLUMN reporting.forecast_bias_v1.currency IS '币种 | Currency, ISO 4217.';
COMMENT ON COLUMN reporting.forecast_bias_v1.months IS '已比对的月数 | Months compared.';
COMMENT ON COLUMN reporting.forecast_bias_v1.bias_percent IS '平均偏差，%，负为预测偏乐观 | Mean signed deviation in percent; negative is optimistic.';
COMMENT ON COLUMN reporting.forecast_bias_v1.deviation_mean_percent IS '平均绝对偏差，% | Mean deviation without its sign, in percent.';
COMMENT ON COLUMN reporting.forecast_bias_v1.months_deviated IS '超出允许偏差的月数 | Months in which the deviation was too large.';
COMMENT ON COLUMN reporting.forecast_bias_v1.last_month IS '最近比对的月份 | Last month compared.';
COMMENT ON COLUMN reporting.forecast_bias_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.customer_forecast_v1 AS
SELECT
  customer_id,
  substr(key, 10) AS month,
  currency,
  salesperson,
  reporting.amount(amount_minor, currency) AS forecast,
  reporting.amount(repeat_minor, currency) AS from_repeat,
  reporting.amount(contracted_minor, currency) AS from_contracts,
  made_at,
  as_of
FROM lines;
COMMENT ON VIEW reporting.customer_forecast_v1 IS '各客户每月的销售预测 | What each customer was expected to buy, by month (S2-01).';
COMMENT ON COLUMN reporting.customer_forecast_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.customer_forecast_v1.month IS '月份 | Month, as 2026-12.';
COMMENT ON COLUMN reporting.customer_forecast_v1.currency IS '币种 | Currency, ISO 4217.';
COMMENT ON COLUMN reporting.customer_forecast_v1.salesperson IS '预测时的负责人 | Who owned the customer when it was made.';
COMMENT ON COLUMN reporting.customer_forecast_v1.forecast IS '预测金额 | Amount expected, the greater of the next two.';
COMMENT ON COLUMN reporting.customer_forecast_v1.from_repeat IS '按以往复购推算的金额 | Amount that past repeat purchases imply.';
COMMENT ON COLUMN reporting.customer_forecast_v1.from_contracts IS '合同分摊到本月的金额 | Part of contracts that falls on the month.';
COMMENT ON COLUMN reporting.customer_forecast_v1.made_at IS '预测时间 | When it was made.';
COMMENT ON COLUMN reporting.customer_forecast_v1.as_of IS '本行的获知时间 | When the row was learned.';

CREATE OR REPLACE VIEW reporting.sales_plans_v1 AS
SELECT
  event_id,
  substr(key, 10) AS month,
  scope,
  nullif(salesperson, '') AS salesperson,
  currency,
  reporting.amount(target_minor, currency) AS target,
  market_trend_percent::numeric AS market_trend_percent,
  reporting.amount(amount_minor, currency) AS planned,
  reporting.amount(before_minor, currency) AS planned_before,
  reason,
  planned_by,
  planned_at,
  reporting.shanghai_date(planned_at) AS planned_on,
  as_of
FROM plans;
COMMENT ON VIEW reporting.sales_plans_v1 IS '销售计划及其调整，每次一行 | Sales plans and their adjustments, one row each (S2-02).';
COMMENT ON COLUMN reporting.sales_plans_v1.event_id IS '事件编号 | Id of the event that told it.';
COMMENT ON COLUMN reporting.sales_plans_v1.month IS '月份 | Month, as 2026-12.';
COMMENT ON COLUMN reporting.sales_plans_v1.scope IS '范围：公司、销售人员 | Scope: company, salesperson.';
COMMENT ON COLUMN reporting.sales_plans_v1.salesperson IS '销售人员，公司合计为空 | Salesperson; empty for the company.';
COMMENT ON COLUMN reporting.sales_plans_v1.currency IS '币种 | Currency, ISO 4217.';
COMMENT ON COLUMN reporting.sales_plans_v1.target IS '目标金额 | Target.';
COMMENT ON COLUMN reporting.sales_plans_v1.market_trend_percent IS '市场趋势，% | Trend of the market in percent.';
COMMENT ON COLUMN reporting.sales_plans_v1.planned IS '计划金额，含市场趋势 | Amount planned, with the trend.';
COMMENT ON COLUMN reporting.sales_plans_v1.planned_before IS '调整前的计划金额 | Amount planned before; empty for the first plan.';
COMMENT ON COLUMN reporting.sales_plans_v1.reason IS '原因 | Why.';
COMMENT ON COLUMN reporting.sales_plans_v1.planned_by IS '制定人 | Who planned.';
COMMENT ON COLUMN reporting.sales_plans_v1.planned_at IS '制定时间 | When.';
COMMENT ON COLUMN reporting.sales_plans_v1.planned_on IS '制定日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.sales_plans_v1.as_of IS '该计划的获知时间 | When the plan was learned.';
