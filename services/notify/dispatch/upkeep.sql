-- Upkeep of the ledger.

-- name: keep_attempts
-- Make the partitions of the days ahead, drop those past their time; answers how many were dropped.
SELECT keep_attempts($1, $2)

-- name: standing
-- How much is due and since when the oldest of it could have been sent. What waits behind the breaker
-- of an endpoint that fails could not: it has an alarm of its own, and would keep this one on.
SELECT
    count(*) AS due,
    count(*) FILTER (WHERE is_ready) AS ready,
    coalesce(extract(EPOCH FROM now() - min(ready_at) FILTER (WHERE is_ready)), 0)::float8
        AS oldest_ready_age_s,
    (SELECT count(*) FROM endpoints WHERE status = 'enabled') AS endpoints_enabled,
    (SELECT count(*) FROM endpoints WHERE status = 'disabled') AS endpoints_disabled,
    (SELECT count(*) FROM endpoints WHERE status = 'enabled' AND failing_since IS NOT NULL)
        AS endpoints_failing
FROM (
    SELECT due.ready_at, due.ready_at <= now() AND endpoints.failing_since IS NULL AS is_ready
    FROM due
    LEFT JOIN endpoints ON endpoints.id = due.endpoint_id
) AS waiting
