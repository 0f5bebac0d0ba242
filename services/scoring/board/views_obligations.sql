-- Obligations as dashboards read them: what is open, late, done and kept, by rule and person. As views.sql
-- has it: stable names, only ever added to, each described in Chinese and English. Rates run from 0 to 1.

CREATE OR REPLACE VIEW reporting.obligations_v1 AS
SELECT
  rule,
  max(title_zh) AS title_zh,
  max(title_en) AS title_en,
  party,
  person,
  count(*) FILTER (WHERE standing = 'open') AS open,
  count(*) FILTER (WHERE standing = 'open' AND due_at <= now()) AS overdue,
  count(*) FILTER (WHERE breached_at IS NOT NULL) AS breached,
  count(*) FILTER (WHERE standing = 'met') AS met,
  count(*) FILTER (WHERE standing = 'met' AND late) AS met_late,
  count(*) FILTER (WHERE standing = 'cancelled') AS cancelled,
  round(
    count(*) FILTER (WHERE standing = 'met' AND NOT late)::numeric
    / nullif(count(*) FILTER (WHERE standing = 'met' OR (standing = 'open' AND breached_at IS NOT NULL)), 0),
    4
  ) AS kept_rate,
  max(as_of) AS as_of
FROM obligations
WHERE standing IS NOT NULL
GROUP BY rule, party, person;
COMMENT ON VIEW reporting.obligations_v1 IS '应办事项，按规则与承办人 | Obligations by rule and by who owes them (S6-04, S6-12).';
COMMENT ON COLUMN reporting.obligations_v1.rule IS '规则，by_hand 为人工登记 | The policy''s rule; by_hand is what a person opened.';
COMMENT ON COLUMN reporting.obligations_v1.title_zh IS '中文名称 | Its name in Chinese.';
COMMENT ON COLUMN reporting.obligations_v1.title_en IS '英文名称 | Its name in English.';
COMMENT ON COLUMN reporting.obligations_v1.party IS '承办方 | Who owes it: the customer''s owner, or a role.';
COMMENT ON COLUMN reporting.obligations_v1.person IS '承办人，未知为空 | The person, where one is known.';
COMMENT ON COLUMN reporting.obligations_v1.open IS '未完成数 | Open now.';
COMMENT ON COLUMN reporting.obligations_v1.overdue IS '已逾期未完成数 | Open and past their time, as of the query.';
COMMENT ON COLUMN reporting.obligations_v1.breached IS '曾逾期数 | Not done by their time, done since or not.';
COMMENT ON COLUMN reporting.obligations_v1.met IS '完成数 | Done.';
COMMENT ON COLUMN reporting.obligations_v1.met_late IS '逾期完成数 | Done after their time.';
COMMENT ON COLUMN reporting.obligations_v1.cancelled IS '取消数 | Owed no more, though nobody did them.';
COMMENT ON COLUMN reporting.obligations_v1.kept_rate IS '按时完成率（0 至 1） | Share done in time, of those done or late.';
COMMENT ON COLUMN reporting.obligations_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
