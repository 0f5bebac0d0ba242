-- The pool 公海 as dashboards read it: whom nobody owns, and who goes back soon. As views.sql has it: stable
-- names, only ever added to, each described in Chinese and English.

CREATE OR REPLACE VIEW reporting.pool_v1 AS
SELECT
  p.key AS customer_id,
  CASE WHEN p.kind = 'person' THEN left(p.name, 1) || '**' ELSE p.name END AS display_name,
  p.tier,
  p.letter AS tier_letter,
  p.lifecycle,
  CASE WHEN p.owner IS NULL THEN 'in_pool' ELSE 'returning' END AS standing,
  p.owner,
  p.last_owner,
  CASE WHEN p.owner IS NULL THEN coalesce(p.pool_cause, 'never_owned') END AS cause,
  CASE WHEN p.owner IS NULL THEN coalesce(p.pool_since, p.captured_at) END AS since,
  reporting.shanghai_date(CASE WHEN p.owner IS NULL THEN coalesce(p.pool_since, p.captured_at) END) AS since_on,
  p.return_at,
  reporting.shanghai_date(p.return_at) AS return_on,
  c.as_of
FROM profiles AS p
JOIN customers AS c ON c.key = p.key
WHERE p.captured_at IS NOT NULL
  AND (p.owner IS NULL OR p.return_at IS NOT NULL);
COMMENT ON VIEW reporting.pool_v1 IS '公海客户与即将退回的客户 | Customers in the pool and about to return to it (S6-08).';
COMMENT ON COLUMN reporting.pool_v1.customer_id IS '客户编号 | Customer id.';
COMMENT ON COLUMN reporting.pool_v1.display_name IS '名称，个人只显示首字 | Name; of a person the first character only.';
COMMENT ON COLUMN reporting.pool_v1.tier IS '等级：重点、普通、潜在 | Class: key, ordinary, potential.';
COMMENT ON COLUMN reporting.pool_v1.tier_letter IS '等级代号 | Letter of the class in the policy.';
COMMENT ON COLUMN reporting.pool_v1.lifecycle IS '阶段：潜在、意向、签约 | Lifecycle: potential, intending, signed.';
COMMENT ON COLUMN reporting.pool_v1.standing IS '状态：in_pool 在公海，returning 即将退回 | In the pool, or about to return.';
COMMENT ON COLUMN reporting.pool_v1.owner IS '负责人，在公海为空 | The salesperson in charge; null in the pool.';
COMMENT ON COLUMN reporting.pool_v1.last_owner IS '原负责人 | Who owned the customer last.';
COMMENT ON COLUMN reporting.pool_v1.cause IS '原因：never_owned 从未分配，released 主动退回，returned 按制度退回 | Never owned, released by hand, or returned by rule.';
COMMENT ON COLUMN reporting.pool_v1.since IS '进入公海的时间 | Since when the customer is in the pool.';
COMMENT ON COLUMN reporting.pool_v1.since_on IS '其日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.pool_v1.return_at IS '将退回公海的时间，已告知负责人 | When the customer goes back, as the owner was told.';
COMMENT ON COLUMN reporting.pool_v1.return_on IS '其日期（上海） | Its date in Asia/Shanghai.';
COMMENT ON COLUMN reporting.pool_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';
