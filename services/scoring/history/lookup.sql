-- What happened with one customer. Names its schemas: the pool of requests has no search path.

-- name: known
-- Whether anything was heard of the customer.
SELECT EXISTS (SELECT FROM board.customers WHERE key = $1::text)

-- name: page
-- At most $5 entries of the customer $1, the newest first, behind the time $2 and the entry $3; of kind $4 or of all.
SELECT
  entry,
  kind,
  at,
  ref,
  what,
  title_zh,
  title_en,
  person,
  reporting.amount(amount_minor, currency) AS amount,
  currency,
  score,
  until,
  outcome
FROM (
  SELECT
    'contact ' || event_id AS entry,
    'contact' AS kind,
    happened_at AS at,
    contact_id AS ref,
    coalesce(kind, channel) AS what,
    NULL AS title_zh,
    NULL AS title_en,
    salesperson AS person,
    NULL::bigint AS amount_minor,
    NULL AS currency,
    NULL::double precision AS score,
    NULL::timestamptz AS until,
    CASE WHEN effective THEN 'effective' ELSE 'ineffective' END AS outcome
  FROM sales.contacts
  WHERE key = $1::text
  UNION ALL
  SELECT
    'purchase ' || event_id,
    'purchase',
    purchased_at,
    event_id,
    NULL,
    NULL,
    NULL,
    owner,
    amount_minor,
    currency,
    NULL,
    NULL,
    NULL
  FROM sales.purchases
  WHERE key = $1::text
  UNION ALL
  SELECT
    'return ' || event_id,
    'return',
    returned_at,
    event_id,
    NULL,
    NULL,
    NULL,
    owner,
    -amount_minor,
    currency,
    NULL,
    NULL,
    NULL
  FROM sales.returns
  WHERE key = $1::text
  UNION ALL
  SELECT
    'contract ' || event_id,
    'contract',
    signed_at,
    contract_id,
    NULL,
    NULL,
    NULL,
    owner,
    amount_minor,
    currency,
    NULL,
    ends_on::timestamp AT TIME ZONE 'Asia/Shanghai',
    NULL
  FROM sales.contracts
  WHERE key = $1::text
  UNION ALL
  SELECT
    'opportunity ' || opportunity_id || ' ' || stage,
    'opportunity',
    entered_at,
    opportunity_id,
    stage,
    pipeline_zh || '：' || coalesce(title_zh, stage),
    pipeline_en || ': ' || coalesce(title_en, stage),
    NULL,
    NULL,
    NULL,
    NULL,
    left_at,
    outcome
  FROM board.stage_stays
  WHERE key = $1::text
  UNION ALL
  SELECT
    kind || ' ' || event_id,
    kind,
    said_at,
    CASE WHEN kind = 'complaint' THEN subject ELSE event_id END,
    CASE WHEN kind = 'answer' THEN subject END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    value,
    NULL,
    NULL
  FROM sales.voices
  WHERE key = $1::text
    AND kind IN ('complaint', 'answer')
) AS told
WHERE ($2::timestamptz IS NULL OR (at, entry) < ($2::timestamptz, $3::text))
  AND ($4::text IS NULL OR kind = $4::text)
ORDER BY at DESC, entry DESC
LIMIT $5::integer
