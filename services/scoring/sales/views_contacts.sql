-- How customers are met, as dashboards read it. As the board's views have it: stable names, only ever added
-- to, each described in Chinese and English.

CREATE OR REPLACE VIEW reporting.contact_acts_v1 AS
SELECT
  reporting.shanghai_month(c.happened_at) AS month,
  c.salesperson,
  c.channel,
  coalesce(c.kind, '') AS kind,
  coalesce(c.counts_as, 'sale') AS counts_as,
  count(*) AS contacts,
  count(*) FILTER (WHERE c.effective) AS effective,
  count(*) FILTER (WHERE NOT b.bought) AS new_customers,
  count(*) FILTER (WHERE b.bought) AS old_customers,
  count(DISTINCT c.key) AS customers,
  max(c.as_of) AS as_of
FROM contacts AS c
CROSS JOIN LATERAL (
  SELECT EXISTS (
    SELECT FROM purchases AS p
    WHERE p.key = c.key AND p.purchased_at <= c.happened_at
  ) AS bought
) AS b
GROUP BY month, c.salesperson, c.channel, c.kind, coalesce(c.counts_as, 'sale');
COMMENT ON VIEW reporting.contact_acts_v1 IS '接触与销售以外的辅助行为，按月份、人员、方式和种类 | Contacts and acts beside the sale, by month, person, channel and kind (S2-03, S9-12, S10-02).';
COMMENT ON COLUMN reporting.contact_acts_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.contact_acts_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.contact_acts_v1.channel IS '接触方式：上门、电话、邮件等 | Channel: visit, phone, email and others.';
COMMENT ON COLUMN reporting.contact_acts_v1.kind IS '接触种类，空文本为普通接触 | Kind of contact; an empty text is an ordinary one.';
COMMENT ON COLUMN reporting.contact_acts_v1.counts_as IS '计入：销售、辅助行为、品牌曝光、忠诚度 | Counts as: sale, auxiliary, brand, loyalty.';
COMMENT ON COLUMN reporting.contact_acts_v1.contacts IS '接触次数 | Number of contacts.';
COMMENT ON COLUMN reporting.contact_acts_v1.effective IS '其中有效的 | Those of them with effect.';
COMMENT ON COLUMN reporting.contact_acts_v1.new_customers IS '其中与当时尚未购买的新客户 | Those with customers who had not bought by then.';
COMMENT ON COLUMN reporting.contact_acts_v1.old_customers IS '其中与当时已购买的老客户 | Those with customers who had bought by then.';
COMMENT ON COLUMN reporting.contact_acts_v1.customers IS '涉及的客户数 | Customers they were with.';
COMMENT ON COLUMN reporting.contact_acts_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.contact_practice_v1 AS
WITH book AS (
  SELECT version, subjects::jsonb AS subjects
  FROM books
  WHERE effective_from <= now()
  ORDER BY effective_from DESC, number DESC
  LIMIT 1
),
wanted AS (
  SELECT s.subject, n.name, n.place, b.version
  FROM book AS b
  CROSS JOIN LATERAL jsonb_each(b.subjects) AS s (subject, names)
  CROSS JOIN LATERAL jsonb_array_elements_text(s.names) WITH ORDINALITY AS n (name, place)
),
months AS (
  SELECT reporting.shanghai_month(happened_at) AS month, salesperson, count(*) AS met, max(as_of) AS as_of
  FROM contacts
  GROUP BY month, salesperson
),
used AS (
  SELECT
    reporting.shanghai_month(c.happened_at) AS month,
    c.salesperson,
    CASE s.subject WHEN 'material' THEN 'proof' ELSE s.subject END AS subject,
    n.name,
    count(*) AS contacts
  FROM contacts AS c
  CROSS JOIN LATERAL jsonb_each(c.subjects::jsonb) AS s (subject, names)
  CROSS JOIN LATERAL (
    SELECT DISTINCT name
    FROM jsonb_array_elements_text(s.names) AS told (name)
  ) AS n
  GROUP BY month, c.salesperson, s.subject, n.name
)
SELECT
  m.month,
  m.salesperson,
  w.subject,
  w.name,
  w.place,
  coalesce(u.contacts, 0) AS contacts,
  m.met,
  round(100.0 * coalesce(u.contacts, 0) / m.met, 1) AS percent,
  w.version AS policy_version,
  m.as_of
FROM months AS m
CROSS JOIN wanted AS w
LEFT JOIN used AS u ON (u.month, u.salesperson, u.subject, u.name) = (m.month, m.salesperson, w.subject, w.name);
COMMENT ON VIEW reporting.contact_practice_v1 IS '话题、方法与证明的使用，未用的也列出 | Use of topics, methods and proofs by month and person, those never used too (S11-20, S11-21, S11-22).';
COMMENT ON COLUMN reporting.contact_practice_v1.month IS '月份（上海） | Month in Asia/Shanghai.';
COMMENT ON COLUMN reporting.contact_practice_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.contact_practice_v1.subject IS '话题、方法或证明 | Topic, method or proof.';
COMMENT ON COLUMN reporting.contact_practice_v1.name IS '现行制度中的名称 | Its name in the policy in force.';
COMMENT ON COLUMN reporting.contact_practice_v1.place IS '在制度中的次序 | Its place in the policy.';
COMMENT ON COLUMN reporting.contact_practice_v1.contacts IS '用到它的接触次数 | Contacts in which it came up.';
COMMENT ON COLUMN reporting.contact_practice_v1.met IS '当月接触次数 | Contacts of the month.';
COMMENT ON COLUMN reporting.contact_practice_v1.percent IS '占比，% | Share in percent.';
COMMENT ON COLUMN reporting.contact_practice_v1.policy_version IS '现行制度版本 | Version of the policy in force.';
COMMENT ON COLUMN reporting.contact_practice_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.topic_coverage_v1 AS
WITH wanted AS (
  SELECT n.name, n.place, b.version
  FROM (
    SELECT version, subjects::jsonb AS subjects
    FROM books
    WHERE effective_from <= now()
    ORDER BY effective_from DESC, number DESC
    LIMIT 1
  ) AS b
  CROSS JOIN LATERAL jsonb_array_elements_text(b.subjects -> 'topic') WITH ORDINALITY AS n (name, place)
),
customers AS (
  SELECT key, count(*) AS contacts, max(as_of) AS as_of
  FROM contacts
  GROUP BY key
),
talked AS (
  SELECT DISTINCT c.key, t.name
  FROM contacts AS c
  CROSS JOIN LATERAL jsonb_array_elements_text(c.subjects::jsonb -> 'topic') AS t (name)
)
SELECT
  c.key AS customer_id,
  k.owner AS salesperson,
  c.contacts,
  count(t.name) AS covered,
  count(*) AS wanted,
  round(100.0 * count(t.name) / count(*), 1) AS percent,
  coalesce(string_agg(w.name, ', ' ORDER BY w.place) FILTER (WHERE t.name IS NULL), '') AS missing,
  min(w.version) AS policy_version,
  c.as_of
FROM customers AS c
JOIN keys AS k ON k.key = c.key
CROSS JOIN wanted AS w
LEFT JOIN talked AS t ON (t.key, t.name) = (c.key, w.name)
GROUP BY c.key, k.owner, c.contacts, c.as_of;
COMMENT ON VIEW reporting.topic_coverage_v1 IS '与每位客户谈过哪些规定话题，还缺哪些 | Which of the policy''s topics were talked of with each customer, and which are missing (S11-20).';
COMMENT ON COLUMN reporting.topic_coverage_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.topic_coverage_v1.salesperson IS '客户负责人 | Who owns the customer.';
COMMENT ON COLUMN reporting.topic_coverage_v1.contacts IS '接触次数 | Number of contacts.';
COMMENT ON COLUMN reporting.topic_coverage_v1.covered IS '已谈的话题数 | Topics talked of.';
COMMENT ON COLUMN reporting.topic_coverage_v1.wanted IS '现行制度的话题数 | Topics of the policy in force.';
COMMENT ON COLUMN reporting.topic_coverage_v1.percent IS '覆盖率，% | Coverage in percent.';
COMMENT ON COLUMN reporting.topic_coverage_v1.missing IS '尚未谈到的话题 | Topics not talked of yet.';
COMMENT ON COLUMN reporting.topic_coverage_v1.policy_version IS '现行制度版本 | Version of the policy in force.';
COMMENT ON COLUMN reporting.topic_coverage_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';

CREATE OR REPLACE VIEW reporting.contacts_planned_v1 AS
SELECT
  reporting.shanghai_month(starts_at) AS month,
  salesperson,
  count(*) AS planned,
  count(*) FILTER (WHERE begun_at IS NOT NULL) AS begun,
  count(*) FILTER (WHERE missed_at IS NOT NULL) AS missed,
  count(*) FILTER (WHERE called_off_at IS NOT NULL) AS called_off,
  count(*) FILTER (WHERE begun_at IS NULL AND missed_at IS NULL AND called_off_at IS NULL) AS ahead,
  count(*) FILTER (WHERE missing = 0) AS prepared,
  count(*) FILTER (WHERE timing = 'preferred') AS preferred,
  count(*) FILTER (WHERE timing = 'busy') AS busy,
  max(as_of) AS as_of
FROM planned
GROUP BY month, salesperson;
COMMENT ON VIEW reporting.contacts_planned_v1 IS '计划中的接触：准备、时间选择与结果，按月份与人员 | Planned contacts by month and person: prepared, at which hours, and what became of them (S9-04, S11-15, S11-17).';
COMMENT ON COLUMN reporting.contacts_planned_v1.month IS '计划开始的月份（上海） | Month in Asia/Shanghai for which they were planned.';
COMMENT ON COLUMN reporting.contacts_planned_v1.salesperson IS '销售人员 | Salesperson.';
COMMENT ON COLUMN reporting.contacts_planned_v1.planned IS '计划次数 | Contacts planned.';
COMMENT ON COLUMN reporting.contacts_planned_v1.begun IS '其中已开始 | Those that began.';
COMMENT ON COLUMN reporting.contacts_planned_v1.missed IS '其中爽约 | Those that did not begin in time.';
COMMENT ON COLUMN reporting.contacts_planned_v1.called_off IS '其中取消 | Those that were called off.';
COMMENT ON COLUMN reporting.contacts_planned_v1.ahead IS '其中尚未开始 | Those that lie ahead.';
COMMENT ON COLUMN reporting.contacts_planned_v1.prepared IS '其中准备齐全 | Those with nothing missing that the policy asks for.';
COMMENT ON COLUMN reporting.contacts_planned_v1.preferred IS '其中在适宜的时间 | Those at hours that the policy prefers.';
COMMENT ON COLUMN reporting.contacts_planned_v1.busy IS '其中在繁忙时间 | Those at hours at which customers are busy.';
COMMENT ON COLUMN reporting.contacts_planned_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
