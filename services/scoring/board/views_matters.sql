-- Matters as dashboards read them: what was raised each month, what came of it and what it changed. As
-- views.sql has it: stable names, only ever added to, each described in Chinese and English.

CREATE OR REPLACE VIEW reporting.matters_monthly_v1 AS
SELECT
  date_trunc('month', opened_at AT TIME ZONE 'Asia/Shanghai')::date AS opened_month,
  kind,
  category,
  max(title_zh) AS title_zh,
  max(title_en) AS title_en,
  count(*) AS opened,
  count(*) FILTER (WHERE closed_at IS NULL) AS open,
  count(*) FILTER (WHERE closed_at IS NULL AND due_at <= now()) AS overdue,
  count(*) FILTER (WHERE closed_at IS NOT NULL) AS closed,
  count(*) FILTER (WHERE late) AS closed_late,
  round(
    (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - opened_at) / 86400))::numeric, 1
  ) AS median_days,
  count(measure_id) AS measured,
  count(*) FILTER (WHERE changed) AS changed,
  sum(reopened) AS reopened,
  max(as_of) AS as_of
FROM matters
WHERE opened_at IS NOT NULL
GROUP BY opened_month, kind, category;
COMMENT ON VIEW reporting.matters_monthly_v1 IS '事项与改进，按提出月份 | Matters by the month in which they were raised, and what they changed (S3-18, S3-19).';
COMMENT ON COLUMN reporting.matters_monthly_v1.opened_month IS '月份首日（上海） | First day of the month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.matters_monthly_v1.kind IS '种类，如改进措施 | Its kind, such as an improvement measure.';
COMMENT ON COLUMN reporting.matters_monthly_v1.category IS '类别 | Its category.';
COMMENT ON COLUMN reporting.matters_monthly_v1.title_zh IS '中文名称 | Its name in Chinese.';
COMMENT ON COLUMN reporting.matters_monthly_v1.title_en IS '英文名称 | Its name in English.';
COMMENT ON COLUMN reporting.matters_monthly_v1.opened IS '提出数 | Raised.';
COMMENT ON COLUMN reporting.matters_monthly_v1.open IS '未办结数 | Not closed yet.';
COMMENT ON COLUMN reporting.matters_monthly_v1.overdue IS '已逾期未办结数 | Not closed and past their time, as of the query.';
COMMENT ON COLUMN reporting.matters_monthly_v1.closed IS '办结数 | Closed with an outcome.';
COMMENT ON COLUMN reporting.matters_monthly_v1.closed_late IS '逾期办结数 | Closed after their time.';
COMMENT ON COLUMN reporting.matters_monthly_v1.median_days IS '办结天数中位数 | Median days until they were closed.';
COMMENT ON COLUMN reporting.matters_monthly_v1.measured IS '引出改进措施数 | Led to a measure.';
COMMENT ON COLUMN reporting.matters_monthly_v1.changed IS '写明改变数 | Closed with a change named.';
COMMENT ON COLUMN reporting.matters_monthly_v1.reopened IS '重新提出次数 | Times that they were reopened.';
COMMENT ON COLUMN reporting.matters_monthly_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
