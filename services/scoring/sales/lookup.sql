-- What the forecast reads of sales. Names its schema: the pool of requests has no search path.

-- name: customers
-- A page of customers behind an id, with their owners.
SELECT key, owner
FROM sales.keys
WHERE customer AND key > $1
ORDER BY key
LIMIT $2

-- name: decayed
-- What some customers bought again before a moment, each purchase halved every $3 days until then.
-- What came back is less as of its purchase, and a customer never owes.
SELECT
  key,
  currency,
  greatest(
    sum(
      amount_minor * power(0.5, extract(epoch FROM $2::timestamptz - purchased_at)::float8 / 86400.0 / $3::float8)
    ),
    0
  ) AS decayed
FROM (
  SELECT
    key,
    currency,
    amount_minor,
    purchased_at,
    row_number() OVER (PARTITION BY key ORDER BY purchased_at, event_id) AS nth
  FROM sales.purchases
  WHERE key = ANY($1::text[]) AND purchased_at < $2::timestamptz
  UNION ALL
  SELECT
    r.key,
    r.currency,
    -r.amount_minor,
    r.purchased_at,
    CASE WHEN EXISTS (SELECT FROM sales.purchases AS p WHERE p.key = r.key AND p.purchased_at < r.purchased_at)
      THEN 2 ELSE 1 END
  FROM sales.returns AS r
  WHERE r.key = ANY($1::text[]) AND r.returned_at < $2::timestamptz
) AS bought
WHERE nth > 1
GROUP BY key, currency

-- name: contracted
-- Contracts of some customers that were signed before a moment and reach into a period from $3 to $4.
SELECT key, currency, amount_minor, starts_on, ends_on
FROM sales.contracts
WHERE key = ANY($1::text[])
  AND signed_at < $2::timestamptz
  AND starts_on <= $4::date
  AND (ends_on IS NULL OR ends_on >= $3::date)
ORDER BY key, event_id

-- name: actual
-- What was bought in a period, by some owners and currency, and by anybody in some currencies: again, and
-- for the first time. The salesperson of what anybody bought is NULL.
SELECT
  CASE WHEN grouping(b.owner) = 0 THEN b.owner END AS salesperson,
  b.currency,
  coalesce(sum(b.amount_minor) FILTER (WHERE b.again), 0)::bigint AS again,
  coalesce(sum(b.amount_minor) FILTER (WHERE NOT b.again), 0)::bigint AS first
FROM (
  SELECT
    p.owner,
    p.currency,
    p.amount_minor,
    EXISTS (
      SELECT
      FROM sales.purchases AS earlier
      WHERE earlier.key = p.key
        AND (earlier.purchased_at, earlier.event_id) < (p.purchased_at, p.event_id)
    ) AS again
  FROM sales.purchases AS p
  WHERE p.purchased_at >= $1::timestamptz AND p.purchased_at < $2::timestamptz
  UNION ALL
  -- What came back in the period is less bought again, whenever it had been bought.
  SELECT owner, currency, -amount_minor, true
  FROM sales.returns
  WHERE returned_at >= $1::timestamptz AND returned_at < $2::timestamptz
) AS b
GROUP BY GROUPING SETS ((b.owner, b.currency), (b.currency))
HAVING
  CASE WHEN grouping(b.owner) = 0 THEN b.owner = ANY($3::text[]) ELSE b.currency = ANY($4::text[]) END

-- name: forecasts_of
-- What was expected of one customer, the latest month first, with what was bought again.
SELECT
  substr(l.key, 10) AS month,
  l.currency,
  l.salesperson,
  l.amount_minor,
  l.repeat_minor,
  l.contracted_minor,
  l.made_at,
  f.half_life_days,
  f.policy_version,
  CASE WHEN f.compared_at IS NOT NULL THEN (
    SELECT coalesce(sum(s.amount_minor), 0)::bigint
    FROM sales.sold AS s
    WHERE s.key = l.customer_id
      AND s.currency = l.currency
      AND s.sold_at >= f.starts_at
      AND s.sold_at < f.ends_at
  ) END AS actual_minor
FROM sales.lines AS l
JOIN sales.figures AS f ON f.key = l.key AND f.scope = 'company' AND f.currency = l.currency
WHERE l.customer_id = $1
ORDER BY l.key DESC, l.currency
LIMIT $2

-- name: known
-- Whether the customer was ever heard of.
SELECT EXISTS (SELECT FROM sales.keys WHERE customer AND key = $1)

-- name: bias
-- Mean signed deviation of all months compared, by whose they are.
SELECT scope, salesperson, currency, months, bias_percent::float8 AS bias_percent
FROM reporting.forecast_bias_v1

-- name: duties
-- What became of the duties of one rule and period.
SELECT salesperson, currency, party, owed_since, due_at, standing, breached_at, escalated_to, met_at, met_by, late
FROM reporting.duties_v1
WHERE rule = $1 AND period = $2

-- name: scheduled
-- Whether a month's run stands to be made or is under way.
SELECT EXISTS (
  SELECT
  FROM deadlines
  WHERE kind IN ('forecast-make', 'forecast-page', 'forecast-finish', 'forecast-figures', 'forecast-close')
)
