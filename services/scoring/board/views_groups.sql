-- Groups 集团: what their members come to, whoever belongs to them now (S1-08).

CREATE OR REPLACE VIEW reporting.group_members_v1 AS
WITH RECURSIVE belonging AS (
  SELECT
    group_key AS group_id,
    key,
    group_key AS parent_id,
    1 AS level
  FROM profiles
  WHERE group_key IS NOT NULL
  UNION ALL
  SELECT
    b.group_id,
    p.key,
    p.group_key,
    b.level + 1
  FROM belonging AS b
  JOIN profiles AS p ON p.group_key = b.key
)
-- Two links of one moment may close a circle (leads says so): each is followed once.
CYCLE key SET goes_around USING way,
part AS (
  SELECT
    group_id,
    key,
    parent_id,
    level
  FROM belonging
  WHERE NOT goes_around
    AND key <> group_id
  UNION ALL
  SELECT DISTINCT
    group_key,
    group_key,
    NULL,
    0
  FROM profiles
  WHERE group_key IS NOT NULL
)
SELECT
  part.group_id,
  part.key AS customer_id,
  part.parent_id,
  part.level,
  CASE WHEN p.kind = 'person' THEN left(p.name, 1) || '**' ELSE p.name END AS display_name,
  p.tier,
  s.currency,
  s.amount,
  round(s.amount / nullif(sum(s.amount) OVER (PARTITION BY part.group_id, s.currency), 0), 4) AS share_of_group,
  p.score::numeric AS points,
  c.visits,
  c.complaints,
  c.open_complaints,
  c.as_of
FROM part
LEFT JOIN customers AS c ON c.key = part.key
LEFT JOIN profiles AS p ON p.key = part.key
LEFT JOIN reporting.customer_spending_v1 AS s ON s.customer_id = part.key;
COMMENT ON VIEW reporting.group_members_v1 IS '集团成员，每个成员每个币种一行，含集团本身 | Members of each group, a row each and currency, the group itself among them.';
COMMENT ON COLUMN reporting.group_members_v1.group_id IS '集团编号 | Customer id of the group.';
COMMENT ON COLUMN reporting.group_members_v1.customer_id IS '成员编号 | Customer id of the member.';
COMMENT ON COLUMN reporting.group_members_v1.parent_id IS '直接上级，集团本身为空 | What the member belongs to directly; null of the group itself.';
COMMENT ON COLUMN reporting.group_members_v1.level IS '层级，集团本身为 0 | Levels below the group, which is 0.';
COMMENT ON COLUMN reporting.group_members_v1.display_name IS '名称，个人只显示首字 | Name; of a person the first character only.';
COMMENT ON COLUMN reporting.group_members_v1.tier IS '等级：重点、普通、潜在 | Class: key, ordinary, potential.';
COMMENT ON COLUMN reporting.group_members_v1.currency IS '币种，未购买为空 | Currency; null if nothing was bought.';
COMMENT ON COLUMN reporting.group_members_v1.amount IS '购买金额，已减退货 | What was bought, less what came back.';
COMMENT ON COLUMN reporting.group_members_v1.share_of_group IS '占集团该币种销售的份额 | Share of the group''s sales in the currency.';
COMMENT ON COLUMN reporting.group_members_v1.points IS '变级时的评分 | Score at the last change of class.';
COMMENT ON COLUMN reporting.group_members_v1.visits IS '拜访与联络次数 | Number of visits and other contacts.';
COMMENT ON COLUMN reporting.group_members_v1.complaints IS '投诉总数 | Number of complaints.';
COMMENT ON COLUMN reporting.group_members_v1.open_complaints IS '未解决的投诉数 | Complaints not yet resolved.';
COMMENT ON COLUMN reporting.group_members_v1.as_of IS '本行所含最新事实的获知时间 | When the newest fact of this row was learned.';

CREATE OR REPLACE VIEW reporting.groups_v1 AS
WITH whole AS (
  SELECT
    group_id,
    count(*) FILTER (WHERE level > 0) AS members,
    max(level) AS levels,
    sum(points) AS points,
    coalesce(sum(visits), 0)::bigint AS visits,
    coalesce(sum(complaints), 0)::bigint AS complaints,
    coalesce(sum(open_complaints), 0)::bigint AS open_complaints,
    max(as_of) AS as_of
  FROM (
    -- A member has a row for each currency, and counts once.
    SELECT DISTINCT
      group_id,
      customer_id,
      level,
      points,
      visits,
      complaints,
      open_complaints,
      as_of
    FROM reporting.group_members_v1
  ) AS members
  GROUP BY group_id
),
sold AS (
  SELECT
    group_id,
    currency,
    sum(amount) AS amount
  FROM reporting.group_members_v1
  WHERE currency IS NOT NULL
  GROUP BY group_id, currency
),
company AS (
  SELECT
    currency,
    sum(amount) AS amount
  FROM reporting.customer_spending_v1
  GROUP BY currency
)
SELECT
  w.group_id,
  CASE WHEN p.kind = 'person' THEN left(p.name, 1) || '**' ELSE p.name END AS display_name,
  w.members,
  w.levels,
  s.currency,
  s.amount,
  round(s.amount / nullif(company.amount, 0), 4) AS share_of_sales,
  w.points,
  w.visits,
  w.complaints,
  w.open_complaints,
  w.as_of
FROM whole AS w
LEFT JOIN profiles AS p ON p.key = w.group_id
LEFT JOIN sold AS s ON s.group_id = w.group_id
LEFT JOIN company ON company.currency = s.currency;
COMMENT ON VIEW reporting.groups_v1 IS '集团汇总，每个集团每个币种一行 | What each group comes to with all of its members, a row each currency.';
COMMENT ON COLUMN reporting.groups_v1.group_id IS '集团编号 | Customer id of the group.';
COMMENT ON COLUMN reporting.groups_v1.display_name IS '集团名称 | Name of the group.';
COMMENT ON COLUMN reporting.groups_v1.members IS '各级成员数 | Number of members on all levels.';
COMMENT ON COLUMN reporting.groups_v1.levels IS '层级数 | Levels below the group.';
COMMENT ON COLUMN reporting.groups_v1.currency IS '币种，未购买为空 | Currency; null if nothing was bought.';
COMMENT ON COLUMN reporting.groups_v1.amount IS '购买金额，已减退货 | What was bought, less what came back.';
COMMENT ON COLUMN reporting.groups_v1.share_of_sales IS '占公司该币种销售的份额 | Share of all that we sold in the currency.';
COMMENT ON COLUMN reporting.groups_v1.points IS '成员变级时的评分之和 | Sum of the members'' scores, each at its last change of class.';
COMMENT ON COLUMN reporting.groups_v1.visits IS '拜访与联络次数 | Number of visits and other contacts.';
COMMENT ON COLUMN reporting.groups_v1.complaints IS '投诉总数 | Number of complaints.';
COMMENT ON COLUMN reporting.groups_v1.open_complaints IS '未解决的投诉数 | Complaints not yet resolved.';
COMMENT ON COLUMN reporting.groups_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
