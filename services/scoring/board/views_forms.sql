-- Forms as dashboards read them: every answer, satisfaction by month, and each item by month. As views.sql
-- has it: stable names, only ever added to, each described in Chinese and English. Totals run from 0 to
-- 100, rates from 0 to 1, and an item's score from 1 to its scale.

CREATE OR REPLACE VIEW reporting.form_answers_v1 AS
SELECT
  answer_id,
  key AS customer_id,
  form,
  audience,
  mode,
  total::numeric AS total,
  json_array_length(flags::json) AS flags,
  low_score,
  about,
  answered_at,
  reporting.shanghai_date(answered_at) AS answered_on,
  policy_version,
  as_of
FROM form_answers;
COMMENT ON VIEW reporting.form_answers_v1 IS '评价表填写记录，每份一行 | Forms filled in, one row each (S3-17).';
COMMENT ON COLUMN reporting.form_answers_v1.answer_id IS '评价编号 | Id of the answer.';
COMMENT ON COLUMN reporting.form_answers_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.form_answers_v1.form IS '评价表 | The form, as the policy calls it.';
COMMENT ON COLUMN reporting.form_answers_v1.audience IS '评价者：员工、客户 | Whose judgement: staff, customer.';
COMMENT ON COLUMN reporting.form_answers_v1.mode IS '方式：问卷、电话、面谈 | Mode: questionnaire, phone, interview.';
COMMENT ON COLUMN reporting.form_answers_v1.total IS '总分（0 至 100） | Total from 0 to 100; empty when no weighed item was answered.';
COMMENT ON COLUMN reporting.form_answers_v1.flags IS '预警数 | Number of warnings.';
COMMENT ON COLUMN reporting.form_answers_v1.low_score IS '是否有低分 | Whether a score is at or under the line of low scores.';
COMMENT ON COLUMN reporting.form_answers_v1.about IS '所评价的接触、商机等，为空则评价客户整体 | The contact or opportunity judged; empty for the customer as a whole.';
COMMENT ON COLUMN reporting.form_answers_v1.answered_at IS '填写时间 | When it was filled in.';
COMMENT ON COLUMN reporting.form_answers_v1.answered_on IS '填写日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.form_answers_v1.policy_version IS '所依据的制度版本 | Version of the policy behind it.';
COMMENT ON COLUMN reporting.form_answers_v1.as_of IS '该评价的获知时间 | When the answer was learned.';

CREATE OR REPLACE VIEW reporting.satisfaction_monthly_v1 AS
SELECT
  date_trunc('month', answered_at AT TIME ZONE 'Asia/Shanghai')::date AS answered_month,
  form,
  count(*) AS answers,
  count(DISTINCT key) AS customers,
  round(avg(total::numeric), 2) AS total_mean,
  count(*) FILTER (WHERE low_score) AS low_scores,
  round(count(*) FILTER (WHERE low_score)::numeric / count(*), 4) AS low_score_rate,
  max(as_of) AS as_of
FROM form_answers
WHERE audience = 'customer'
GROUP BY 1, 2;
COMMENT ON VIEW reporting.satisfaction_monthly_v1 IS '客户满意度，按月份与评价表 | What customers answered, by month and form (S8-05).';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.answered_month IS '月份首日（上海） | First day of the month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.form IS '评价表 | The form, as the policy calls it.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.answers IS '份数 | Number of answers.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.customers IS '客户数 | Customers who answered.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.total_mean IS '平均总分（0 至 100） | Mean total from 0 to 100.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.low_scores IS '有低分的份数 | Answers with a low score.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.low_score_rate IS '低分率（0 至 1） | Their share of all answers, 0 to 1.';
COMMENT ON COLUMN reporting.satisfaction_monthly_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.form_scores_monthly_v1 AS
SELECT
  date_trunc('month', a.answered_at AT TIME ZONE 'Asia/Shanghai')::date AS answered_month,
  a.form,
  i.item,
  count(*) AS answers,
  round(avg(i.score::numeric), 2) AS score_mean,
  min(i.score::integer) AS score_least,
  max(i.score::integer) AS score_most,
  max(a.as_of) AS as_of
FROM form_answers AS a
CROSS JOIN LATERAL json_each_text(a.items::json) AS i (item, score)
WHERE i.score IS NOT NULL
GROUP BY 1, 2, 3;
COMMENT ON VIEW reporting.form_scores_monthly_v1 IS '评价项目得分，按月份、评价表与项目 | Scores by month, form and item: product, service, after-sales and loyalty over time (S3-16, S8-05).';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.answered_month IS '月份首日（上海） | First day of the month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.form IS '评价表 | The form, as the policy calls it.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.item IS '项目 | The item of the form.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.answers IS '回答数 | Number of answers to the item.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.score_mean IS '平均分，满分见评价表 | Mean score; the form has its scale.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.score_least IS '最低分 | Least score.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.score_most IS '最高分 | Highest score.';
COMMENT ON COLUMN reporting.form_scores_monthly_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
