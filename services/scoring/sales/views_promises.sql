-- How promises are kept, as dashboards read it. As the board's views have it: stable names, only ever added
-- to, each described in Chinese and English.

CREATE OR REPLACE VIEW reporting.promises_kept_v1 AS
WITH told AS (
  SELECT
    promisor,
    key,
    due_at,
    as_of,
    breached_at IS NOT NULL AS breached,
    kept_at IS NOT NULL AS kept,
    coalesce(late, false) AS late,
    CASE
      WHEN kept_at IS NOT NULL THEN 'kept'
      WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
      WHEN approver IS NULL OR approved_at IS NOT NULL THEN 'open'
      ELSE 'waiting'
    END AS standing
  FROM promises
),
counted AS (
  SELECT
    promisor,
    key,
    count(*) FILTER (WHERE standing = 'open') AS open,
    count(*) FILTER (WHERE standing = 'open' AND breached) AS overdue,
    count(*) FILTER (WHERE standing = 'waiting') AS waiting,
    count(*) FILTER (WHERE kept AND NOT late) AS kept,
    count(*) FILTER (WHERE breached) AS broken,
    count(*) FILTER (WHERE standing = 'withdrawn') AS withdrawn,
    min(due_at) FILTER (WHERE standing = 'open' AND NOT breached) AS next_due_at,
    max(as_of) AS as_of
  FROM told
  GROUP BY GROUPING SETS ((promisor), (key))
)
SELECT
  CASE WHEN c.key IS NULL THEN 'person' ELSE 'customer' END AS scope,
  c.promisor AS person,
  c.key AS customer_id,
  c.open,
  c.overdue,
  c.waiting,
  c.kept,
  c.broken,
  c.withdrawn,
  r.kept_percent,
  b.kept_warn_under::numeric AS warn_under,
  coalesce(r.kept_percent < b.kept_warn_under::numeric, false) AS warned,
  c.next_due_at,
  b.version AS policy_version,
  c.as_of
FROM counted AS c
CROSS JOIN LATERAL (
  -- Rounded down: what is under the policy's rate must not read as if it were not.
  SELECT trunc(100.0 * c.kept / nullif(c.kept + c.broken, 0), 1) AS kept_percent
) AS r
CROSS JOIN (
  SELECT *
  FROM books
  WHERE effective_from <= now()
  ORDER BY effective_from DESC, number DESC
  LIMIT 1
) AS b;
COMMENT ON VIEW reporting.promises_kept_v1 IS '承诺兑现率，每人一行，每客户一行 | How promises are kept: a row for each person, and one for each customer (S9-08).';
COMMENT ON COLUMN reporting.promises_kept_v1.scope IS '本行所指：人员或客户 | Whose row it is: a person''s or a customer''s.';
COMMENT ON COLUMN reporting.promises_kept_v1.person IS '承诺人，客户行为空 | Who promised; empty in a customer''s row.';
COMMENT ON COLUMN reporting.promises_kept_v1.customer_id IS '客户编号，人员行为空 | Customer id; empty in a person''s row.';
COMMENT ON COLUMN reporting.promises_kept_v1.open IS '未了结的有效承诺数 | Promises that hold and are not kept yet.';
COMMENT ON COLUMN reporting.promises_kept_v1.overdue IS '其中已逾期数 | Those of them whose time is over.';
COMMENT ON COLUMN reporting.promises_kept_v1.waiting IS '待批准数 | Promises that wait for an approval.';
COMMENT ON COLUMN reporting.promises_kept_v1.kept IS '按期兑现数 | Kept by their time.';
COMMENT ON COLUMN reporting.promises_kept_v1.broken IS '未按期兑现数，此后兑现或撤回的也计入 | Not kept by their time, kept or withdrawn since or not.';
COMMENT ON COLUMN reporting.promises_kept_v1.withdrawn IS '撤回数 | Withdrawn.';
COMMENT ON COLUMN reporting.promises_kept_v1.kept_percent IS '兑现率，%，到期前为空 | Share kept by their time, in percent; empty before any came to its end.';
COMMENT ON COLUMN reporting.promises_kept_v1.warn_under IS '现行制度的预警线，% | Under this the policy in force warns, in percent.';
COMMENT ON COLUMN reporting.promises_kept_v1.warned IS '是否预警 | Whether it warns.';
COMMENT ON COLUMN reporting.promises_kept_v1.next_due_at IS '最近到期时间 | When the next of the open ones is due.';
COMMENT ON COLUMN reporting.promises_kept_v1.policy_version IS '现行制度版本 | Version of the policy in force.';
COMMENT ON COLUMN reporting.promises_kept_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
