-- Upkeep of the ledger.

-- name: keep_attempts
-- Make the partitions of the days ahead, drop those past their time; answers how many were dropped.
SELECT keep_attempts($1, $2)

-- name: standing
-- How much is due and since when the oldest of it could have been sent.
SELECT
    count(*) AS due,
    count(*) FILTER (WHERE ready_at <= now()) AS ready,
    coalesce(extract(EPOCH FROM now() - min(ready_at) FILTER (WHERE ready_at <= now())), 0)::float8
        AS oldest_ready_age_s,
    (SELECT count(*) FROM endpoints WHERE status = 'enabled') AS endpoints_enabled,
    (SELECT count(*) FROM endpoints WHERE status = 'disabled') AS endpoints_disabled
FROM due
