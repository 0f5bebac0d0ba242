-- Duties as dashboards read them. As the board's views have it: stable names, only ever added to, each
-- described in Chinese and English, and no view asks the clock.

CREATE OR REPLACE VIEW reporting.duties_v1 AS
SELECT
  d.duty_id,
  d.rule,
  d.period,
  d.title_zh,
  d.title_en,
  d.party,
  d.salesperson,
  d.currency,
  d.owed_since,
  d.due_at,
  reporting.shanghai_date(d.due_at) AS due_on,
  CASE
    WHEN d.met_at IS NOT NULL THEN 'met'
    WHEN d.breached_at IS NOT NULL THEN 'breached'
    ELSE 'open'
  END AS standing,
  d.warned_at,
  d.breached_at,
  d.escalated_to,
  d.met_at,
  d.met_by,
  d.late,
  d.policy_version,
  d.as_of
FROM duties AS d;
COMMENT ON VIEW reporting.duties_v1 IS '公司内部应办事项，如调整销售计划 | What somebody of the company owes, such as another sales plan (S2-02).';
COMMENT ON COLUMN reporting.duties_v1.duty_id IS '应办事项编号 | Id of the duty.';
COMMENT ON COLUMN reporting.duties_v1.rule IS '来源规则 | What asks for it.';
COMMENT ON COLUMN reporting.duties_v1.period IS '期间，如 2026-12 | The period that it is owed for, as 2026-12.';
COMMENT ON COLUMN reporting.duties_v1.title_zh IS '中文名称 | Its name in Chinese.';
COMMENT ON COLUMN reporting.duties_v1.title_en IS '英文名称 | Its name in English.';
COMMENT ON COLUMN reporting.duties_v1.party IS '承办角色 | The role that owes it.';
COMMENT ON COLUMN reporting.duties_v1.salesperson IS '所涉销售人员，公司为空 | The salesperson it is about; empty for the company.';
COMMENT ON COLUMN reporting.duties_v1.currency IS '币种 | Currency, ISO 4217.';
COMMENT ON COLUMN reporting.duties_v1.owed_since IS '应办起始 | Since when it is owed.';
COMMENT ON COLUMN reporting.duties_v1.due_at IS '办理期限 | By when it is owed.';
COMMENT ON COLUMN reporting.duties_v1.due_on IS '其日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.duties_v1.standing IS '状态：待办、逾期未办、已办 | Where it stands: open, breached, met.';
COMMENT ON COLUMN reporting.duties_v1.warned_at IS '最近提醒时间 | When the last warning was given.';
COMMENT ON COLUMN reporting.duties_v1.breached_at IS '逾期时间 | When its time was over and it was not done.';
COMMENT ON COLUMN reporting.duties_v1.escalated_to IS '逾期上报至 | Who was told last that it is not done.';
COMMENT ON COLUMN reporting.duties_v1.met_at IS '办理时间 | When it was done.';
COMMENT ON COLUMN reporting.duties_v1.met_by IS '办理人 | Who did it.';
COMMENT ON COLUMN reporting.duties_v1.late IS '是否逾期办理 | Whether it was done late.';
COMMENT ON COLUMN reporting.duties_v1.policy_version IS '所依据的制度版本 | Version of the policy behind it.';
COMMENT ON COLUMN reporting.duties_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';
