-- What the dispatcher reads and writes of the ledger.

-- name: waiting_lanes
-- Every lane with rows in `due`, its first moment, and the endpoint's version: one index probe per lane,
-- from one lane to the next, however deep they are. Lanes of other owners are passed over at the end.
WITH RECURSIVE lane AS (
    (
        SELECT shard, endpoint_id, ready_at
        FROM due
        ORDER BY shard, endpoint_id, ready_at
        LIMIT 1
    )
    UNION ALL
    SELECT following.shard, following.endpoint_id, following.ready_at
    FROM lane
    CROSS JOIN LATERAL (
        SELECT due.shard, due.endpoint_id, due.ready_at
        FROM due
        WHERE (due.shard, due.endpoint_id) > (lane.shard, lane.endpoint_id)
        ORDER BY due.shard, due.endpoint_id, due.ready_at
        LIMIT 1
    ) AS following
)
SELECT lane.endpoint_id, endpoints.version
FROM lane
JOIN endpoints ON endpoints.id = lane.endpoint_id
WHERE lane.shard = ANY ($1::smallint[])
  AND (lane.ready_at <= clock_timestamp() OR endpoints.status <> 'enabled')

-- name: refill
-- The first rows of each lane that are due; all rows of a lane whose endpoint gets nothing more.
SELECT lane.endpoint_id, due.delivery_id, due.message_no, due.step, due.attempts, due.deadline
FROM unnest($1::smallint[], $2::uuid[], $3::integer[], $4::boolean[])
    AS lane (shard, endpoint_id, size, is_enabled)
CROSS JOIN LATERAL (
    SELECT due.delivery_id, due.message_no, due.step, due.attempts, due.deadline
    FROM due
    WHERE due.shard = lane.shard
      AND due.endpoint_id = lane.endpoint_id
      AND (due.ready_at <= clock_timestamp() OR NOT lane.is_enabled)
    ORDER BY due.ready_at, due.seq
    LIMIT lane.size
) AS due

-- name: bodies
-- Messages with what is sent of them.
SELECT
    message_no, source, id, type, subject, key, sequence, occurred_at, dataschema, traceparent,
    coalesce(data, 'null'::bytea) AS data
FROM messages
WHERE message_no = ANY ($1::bigint[])

-- name: targets
-- Endpoints as they stand, with their live keys, newest first.
SELECT
    endpoints.id, endpoints.shard, endpoints.version, endpoints.url, endpoints.view, endpoints.status,
    endpoints.failing_since,
    array_agg(keys.id ORDER BY keys.created_at DESC) FILTER (WHERE keys.id IS NOT NULL) AS key_ids,
    array_agg(keys.sealed ORDER BY keys.created_at DESC) FILTER (WHERE keys.id IS NOT NULL) AS sealed,
    min(keys.expires_at) AS keys_until
FROM endpoints
LEFT JOIN endpoint_keys AS keys
    ON keys.endpoint_id = endpoints.id AND (keys.expires_at IS NULL OR keys.expires_at > now())
WHERE endpoints.id = ANY ($1::uuid[])
GROUP BY endpoints.id

-- name: write_outcomes
-- A batch of outcomes, in one transaction: attempts recorded, ended rows deleted, retries moved.
-- The fence: FOR SHARE on the shard keeps its epoch from rising before this commits, and an owner
-- whose epoch has risen finds no row there, so that nothing of it reaches `due` or `outcomes`. Its
-- attempts are recorded all the same, under its old epoch: they happened. Answers the fenced.
WITH outcome AS (
    SELECT *
    FROM unnest(
        $1::uuid[], $2::uuid[], $3::bigint[], $4::smallint[], $5::bigint[], $6::text[], $7::text[],
        $8::smallint[], $9::integer[], $10::timestamptz[], $11::timestamptz[], $12::integer[],
        $13::smallint[], $14::text[], $15::bytea[]
    ) AS outcome (
        delivery_id, endpoint_id, message_no, shard, epoch, state, reason,
        step, attempts, ready_at, started_at, took_ms,
        status, error, response
    )
),
held AS MATERIALIZED (
    SELECT shards.id, shards.epoch
    FROM shards
    WHERE (shards.id, shards.epoch) IN (SELECT shard, epoch FROM outcome)
    ORDER BY shards.id
    FOR SHARE
),
accepted AS MATERIALIZED (
    SELECT outcome.*
    FROM outcome
    JOIN held ON held.id = outcome.shard AND held.epoch = outcome.epoch
),
attempted AS (
    INSERT INTO attempts (
        delivery_id, endpoint_id, attempt, started_at, took_ms, status, error, response, shard, epoch
    )
    SELECT
        delivery_id, endpoint_id, attempts, started_at, took_ms, status, error, response, shard, epoch
    FROM outcome
    WHERE started_at IS NOT NULL
    ON CONFLICT (delivery_id, started_at, epoch) DO NOTHING
),
ended AS (
    DELETE FROM due
    USING accepted
    WHERE due.delivery_id = accepted.delivery_id
      AND accepted.state <> 'retry'
    RETURNING
        due.delivery_id, accepted.endpoint_id, accepted.message_no, accepted.state, accepted.reason,
        accepted.attempts
),
reached AS (
    INSERT INTO outcomes (delivery_id, endpoint_id, message_no, state, reason, attempts, ended_at)
    SELECT delivery_id, endpoint_id, message_no, state, reason, attempts, now()
    FROM ended
    ON CONFLICT (delivery_id) DO UPDATE SET
        state = excluded.state,
        reason = excluded.reason,
        attempts = excluded.attempts,
        ended_at = excluded.ended_at
),
again AS (
    UPDATE due
    SET step = accepted.step, attempts = accepted.attempts, ready_at = accepted.ready_at
    FROM accepted
    WHERE due.delivery_id = accepted.delivery_id
      AND accepted.state = 'retry'
)
SELECT outcome.delivery_id
FROM outcome
WHERE NOT EXISTS (
    SELECT FROM held WHERE held.id = outcome.shard AND held.epoch = outcome.epoch
)

-- name: write_health
-- Since when nothing but failure came back from these endpoints; null once something passed.
UPDATE endpoints
SET failing_since = health.failing_since
FROM unnest($1::uuid[], $2::timestamptz[]) AS health (id, failing_since)
WHERE endpoints.id = health.id
