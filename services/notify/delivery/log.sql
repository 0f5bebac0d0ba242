-- The delivery log: pending from `due`, ended from `outcomes`, newest message first.

-- name: page_all
-- Deliveries of an endpoint in any state, from before a message.
SELECT log.*, messages.type, messages.id AS event_id, messages.source
FROM (
    (
        SELECT
            delivery_id AS id, endpoint_id, message_no, 'pending' AS state, NULL AS reason, attempts,
            ready_at, NULL::timestamptz AS ended_at
        FROM due
        WHERE endpoint_id = $1
          AND message_no < $2
        ORDER BY message_no DESC
        LIMIT $3
    )
    UNION ALL
    (
        SELECT
            delivery_id, endpoint_id, message_no, state, reason, attempts, NULL, ended_at
        FROM outcomes
        WHERE endpoint_id = $1
          AND message_no < $2
          AND NOT EXISTS (SELECT FROM due WHERE due.delivery_id = outcomes.delivery_id)
        ORDER BY message_no DESC
        LIMIT $3
    )
) AS log
JOIN messages USING (message_no)
ORDER BY message_no DESC
LIMIT $3

-- name: page_pending
-- Deliveries of an endpoint that are still to be sent, from before a message.
SELECT
    delivery_id AS id, endpoint_id, message_no, 'pending' AS state, NULL AS reason, attempts,
    ready_at, NULL::timestamptz AS ended_at, messages.type, messages.id AS event_id, messages.source
FROM due
JOIN messages USING (message_no)
WHERE endpoint_id = $1
  AND message_no < $2
ORDER BY message_no DESC
LIMIT $3

-- name: page_delivered
-- Deliveries of an endpoint that arrived, from before a message.
SELECT
    delivery_id AS id, endpoint_id, message_no, state, reason, attempts, NULL::timestamptz AS ready_at,
    ended_at, messages.type, messages.id AS event_id, messages.source
FROM outcomes
JOIN messages USING (message_no)
WHERE endpoint_id = $1
  AND message_no < $2
  AND state = 'delivered'
  AND NOT EXISTS (SELECT FROM due WHERE due.delivery_id = outcomes.delivery_id)
ORDER BY message_no DESC
LIMIT $3

-- name: page_undelivered
-- Deliveries of an endpoint that ended in state $4 without arriving, from before a message.
SELECT
    delivery_id AS id, endpoint_id, message_no, state, reason, attempts, NULL::timestamptz AS ready_at,
    ended_at, messages.type, messages.id AS event_id, messages.source
FROM outcomes
JOIN messages USING (message_no)
WHERE endpoint_id = $1
  AND message_no < $2
  AND state <> 'delivered'
  AND state = $4
  AND NOT EXISTS (SELECT FROM due WHERE due.delivery_id = outcomes.delivery_id)
ORDER BY message_no DESC
LIMIT $3

-- name: find
-- One delivery as it stands.
SELECT log.*, messages.type, messages.id AS event_id, messages.source
FROM (
    SELECT
        delivery_id AS id, endpoint_id, message_no, 'pending' AS state, NULL AS reason, attempts,
        ready_at, NULL::timestamptz AS ended_at
    FROM due
    WHERE delivery_id = $1
    UNION ALL
    SELECT
        delivery_id, endpoint_id, message_no, state, reason, attempts, NULL, ended_at
    FROM outcomes
    WHERE delivery_id = $1
) AS log
JOIN messages USING (message_no)
ORDER BY log.state = 'pending' DESC
LIMIT 1

-- name: attempts
-- Every attempt of a delivery, in order.
SELECT attempt, started_at, took_ms, status, error, response
FROM attempts
WHERE delivery_id = $1
ORDER BY started_at
LIMIT $2

-- name: enabled
-- Whether the endpoint takes deliveries; locked, so that it stays so until this transaction ends.
SELECT endpoints.id
FROM endpoints
WHERE id = $1
  AND status = 'enabled'
FOR SHARE

-- name: hasten
-- A delivery that waits is due now; its schedule goes on where it was.
UPDATE due
SET ready_at = now()
WHERE delivery_id = $1
RETURNING delivery_id

-- name: revive
-- A delivery that ended is due again under its own id, with a new schedule and its old count of attempts.
INSERT INTO due (delivery_id, shard, endpoint_id, message_no, ready_at, attempts, deadline)
SELECT delivery_id, endpoints.shard, endpoint_id, message_no, now(), attempts, now() + interval '5 days'
FROM outcomes
JOIN endpoints ON endpoints.id = outcomes.endpoint_id
WHERE delivery_id = $1
ON CONFLICT (delivery_id) DO NOTHING

-- name: ping
-- A message of our own, due for one endpoint whatever its filters say; answers the delivery's id.
WITH message AS (
    INSERT INTO messages (
        source, id, type, subject, key, occurred_at, recorded_at, dataschema, data
    )
    VALUES ($2, $3, $4, $5, $5, $6, $6, $7, $8)
    RETURNING message_no, source, id
)
INSERT INTO due (delivery_id, shard, endpoint_id, message_no, ready_at, deadline)
SELECT
    delivery_id(endpoints.id, message.source, message.id), endpoints.shard, endpoints.id,
    message.message_no, now(), now() + interval '5 days'
FROM message, endpoints
WHERE endpoints.id = $1
RETURNING delivery_id

-- name: delivery_id
-- The id of an event's delivery to an endpoint, whether or not there is one.
SELECT delivery_id($1, $2, $3)
