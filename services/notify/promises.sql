-- What must hold in the ledger at rest or at work. Each query returns one row per fault: what it is
-- about, and what was found. All run in one snapshot; none returns rows in a healthy ledger.

-- name: heard_is_stored
-- Every message that a key was heard to send is stored, and none beside; a person's rulings on a key
-- (a message passed over, a loss accepted) excuse what is missing of it.
SELECT
    coalesce(heard.key, stored.key) AS subject,
    format(
        'of %s: heard up to %s, stored %s', coalesce(heard.source, stored.source),
        coalesce(heard.last, 0), coalesce(stored.messages, 0)
    ) AS found
FROM (
    SELECT heard.key, of_source.key AS source, (of_source.value ->> 0)::bigint AS last
    FROM intake.heard
    CROSS JOIN LATERAL jsonb_each(heard.seen::jsonb) AS of_source
) AS heard
FULL JOIN (
    SELECT key, source, count(DISTINCT sequence) AS messages, max(sequence) AS last
    FROM messages
    WHERE sequence IS NOT NULL
    GROUP BY key, source
) AS stored USING (key, source)
WHERE (heard.last IS DISTINCT FROM stored.messages OR heard.last IS DISTINCT FROM stored.last)
  AND NOT EXISTS (
      SELECT
      FROM intake.dead_letters AS ruled
      WHERE ruled.key = coalesce(heard.key, stored.key)
        AND ruled.state IN ('discarded', 'gap_accepted')
  )
ORDER BY 1
LIMIT $1

-- name: due_can_be_sent
-- What is due has its message, with a body, and an endpoint, in whose shard it is.
SELECT
    due.delivery_id::text AS subject,
    CASE
        WHEN messages.message_no IS NULL THEN format('its message %s is not there', due.message_no)
        WHEN messages.data IS NULL THEN format('its message %s was kept without a body', due.message_no)
        WHEN endpoints.id IS NULL THEN format('its endpoint %s is not there', due.endpoint_id)
        ELSE format('in shard %s, its endpoint is in %s', due.shard, endpoints.shard)
    END AS found
FROM due
LEFT JOIN messages ON messages.message_no = due.message_no
LEFT JOIN endpoints ON endpoints.id = due.endpoint_id
WHERE messages.data IS NULL
   OR due.shard IS DISTINCT FROM endpoints.shard
ORDER BY due.delivery_id
LIMIT $1

-- name: ended_was_heard
-- A delivery that ended was of a message that is stored.
SELECT
    outcomes.delivery_id::text AS subject,
    format('its message %s is not there', outcomes.message_no) AS found
FROM outcomes
LEFT JOIN messages ON messages.message_no = outcomes.message_no
WHERE messages.message_no IS NULL
ORDER BY outcomes.delivery_id
LIMIT $1

-- name: delivery_ids
-- A delivery's id is that of its event and its endpoint, so the same event is never sent under two.
SELECT
    delivery.delivery_id::text AS subject,
    format('is not the id of event %s to %s', messages.id, delivery.endpoint_id) AS found
FROM (
    SELECT delivery_id, endpoint_id, message_no
    FROM due
    UNION ALL
    SELECT delivery_id, endpoint_id, message_no
    FROM outcomes
) AS delivery
JOIN messages ON messages.message_no = delivery.message_no
WHERE delivery.delivery_id <> delivery_id(delivery.endpoint_id, messages.source, messages.id)
ORDER BY delivery.delivery_id
LIMIT $1

-- name: attempts_recorded
-- No outcome counts an attempt that is not on record. Days of attempts are dropped after a month, and
-- an outcome may come five days after its last attempt, so only those of the last weeks are asked.
SELECT
    outcomes.delivery_id::text AS subject,
    format('%s after %s attempts, %s on record', outcomes.state, outcomes.attempts, coalesce(made.last, 0))
        AS found
FROM outcomes
LEFT JOIN (
    SELECT delivery_id, max(attempt) AS last
    FROM attempts
    GROUP BY delivery_id
) AS made ON made.delivery_id = outcomes.delivery_id
WHERE outcomes.attempts > coalesce(made.last, 0)
  AND outcomes.ended_at > now() - interval '3 weeks'
ORDER BY outcomes.delivery_id
LIMIT $1

-- name: trails_are_whole
-- An endpoint's trail has every version up to the one it stands at.
SELECT
    endpoints.id::text AS subject,
    format('at version %s, %s in its trail up to %s', endpoints.version, count(trail.version), max(trail.version))
        AS found
FROM endpoints
LEFT JOIN endpoint_changes AS trail ON trail.endpoint_id = endpoints.id
GROUP BY endpoints.id
HAVING count(trail.version) <> endpoints.version
    OR max(trail.version) <> endpoints.version
ORDER BY endpoints.id
LIMIT $1

-- name: one_newest_secret
-- Every endpoint that is not deleted has one secret that does not end.
SELECT
    endpoints.id::text AS subject,
    format('%s secrets without an end', count(endpoint_keys.id)) AS found
FROM endpoints
LEFT JOIN endpoint_keys ON endpoint_keys.endpoint_id = endpoints.id AND endpoint_keys.expires_at IS NULL
WHERE endpoints.status <> 'deleted'
GROUP BY endpoints.id
HAVING count(endpoint_keys.id) <> 1
ORDER BY endpoints.id
LIMIT $1
