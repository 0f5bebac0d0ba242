-- What the intake stores for each batch of messages: data-modifying CTEs, run by the projector inside
-- its one statement beside the offsets and `heard`. Named parameters are arrays.

-- name: heard
-- Keys to what was heard of them.
SELECT key, seen
FROM heard
WHERE key = ANY ($1::text[])

-- name: write
-- Each message once for ever, and one due delivery per endpoint that matches it now. Filters are joined
-- in this very statement, so no memory of who subscribes can be stale. Only a message that this
-- statement inserted fans out: a replayed day finds its messages stored and adds nothing, and a rebuild
-- gives no messages (`out_`).
remembered AS (
    INSERT INTO heard (key, seen)
    SELECT key, seen
    FROM unnest(:key::text[], :seen::text[]) AS touched (key, seen)
    ON CONFLICT (key) DO UPDATE SET seen = excluded.seen
),
message AS (
    SELECT *
    FROM unnest(
        :out_source::text[], :out_id::text[], :out_type::text[], :out_subject::text[],
        :out_key::text[], :out_sequence::bigint[], :out_time::timestamptz[],
        :out_recorded_at::timestamptz[], :out_dataschema::text[], :out_traceparent::text[],
        :out_data::bytea[]
    ) AS message (
        source, id, type, subject, key, sequence, occurred_at, recorded_at, dataschema, traceparent, data
    )
),
listener AS MATERIALIZED (
    SELECT DISTINCT message.source, message.id, endpoint.id AS endpoint_id, endpoint.shard
    FROM message
    CROSS JOIN LATERAL unnest(public.patterns_of(message.type)) AS matching (pattern)
    JOIN public.endpoint_filters AS filter ON filter.pattern = matching.pattern
    JOIN public.endpoints AS endpoint ON endpoint.id = filter.endpoint_id
    WHERE endpoint.status = 'enabled'
      AND message.recorded_at >= endpoint.starts_at
),
stored AS (
    INSERT INTO public.messages (
        source, id, type, subject, key, sequence, occurred_at, recorded_at, dataschema, traceparent, data
    )
    SELECT
        source, id, type, subject, key, sequence, occurred_at, recorded_at, dataschema, traceparent,
        CASE WHEN EXISTS (
            SELECT FROM listener WHERE listener.source = message.source AND listener.id = message.id
        ) THEN data END
    FROM message
    ON CONFLICT ON CONSTRAINT messages_once DO NOTHING
    RETURNING message_no, source, id
),
fanned_out AS (
    INSERT INTO public.due (delivery_id, shard, endpoint_id, message_no, ready_at, deadline)
    SELECT
        public.delivery_id(listener.endpoint_id, stored.source, stored.id),
        listener.shard, listener.endpoint_id, stored.message_no, now(), now() + interval '5 days'
    FROM stored
    JOIN listener USING (source, id)
    ORDER BY stored.message_no
    ON CONFLICT (delivery_id) DO NOTHING
)
