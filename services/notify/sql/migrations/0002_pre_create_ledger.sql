-- The ledger: messages heard, deliveries due, attempts made, outcomes reached.

-- Every message heard, once and for ever: a replay meets its row and adds no delivery. The body is
-- kept only when an endpoint matched.
CREATE TABLE messages (
    message_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    key text NOT NULL,
    sequence bigint,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    dataschema text NOT NULL,
    traceparent text,
    data bytea,
    heard_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT messages_once UNIQUE (source, id)
);

-- What is still to be sent. Small and hot: a row lives until its delivery ends.
CREATE TABLE due (
    delivery_id uuid PRIMARY KEY,
    shard smallint NOT NULL,
    endpoint_id uuid NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    message_no bigint NOT NULL,
    ready_at timestamptz NOT NULL,
    -- Two numbers: failures of the present schedule, and attempts ever made for this delivery.
    step smallint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    deadline timestamptz NOT NULL
) WITH (
    fillfactor = 85,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);

-- Lanes refill in this order; its head also tells which lanes wait, one probe for each.
CREATE INDEX due_by_lane ON due (shard, endpoint_id, ready_at, seq) INCLUDE (delivery_id);

-- How each delivery ended. A delivery that was sent again on request has its newest ending here.
CREATE TABLE outcomes (
    delivery_id uuid PRIMARY KEY,
    endpoint_id uuid NOT NULL,
    message_no bigint NOT NULL,
    state text NOT NULL CONSTRAINT outcomes_state CHECK (state IN ('delivered', 'failed', 'expired', 'disabled')),
    reason text,
    attempts integer NOT NULL,
    ended_at timestamptz NOT NULL
);

CREATE INDEX outcomes_by_endpoint ON outcomes (endpoint_id, message_no);

-- What people look for; costs a delivered row nothing.
CREATE INDEX outcomes_undelivered ON outcomes (endpoint_id, message_no) WHERE state <> 'delivered';

CREATE INDEX due_by_endpoint ON due (endpoint_id, message_no);

-- Every attempt ever made, append-only, a partition per day.
CREATE TABLE attempts (
    delivery_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    attempt integer NOT NULL,
    started_at timestamptz NOT NULL,
    took_ms integer NOT NULL,
    status smallint,
    error text,
    response bytea,
    shard smallint NOT NULL,
    -- The owner's epoch: an attempt of an owner that was fenced is still a fact, and tells itself apart.
    epoch bigint NOT NULL,
    -- A batch whose commit was not heard of is written again: the same attempt is then the same row.
    PRIMARY KEY (delivery_id, started_at, epoch)
) PARTITION BY RANGE (started_at);

-- The id of a delivery and of its webhook: a function of endpoint and event, so that even a ledger
-- restored from a backup sends the same event under the same id (UUIDv8 over SHA-256).
CREATE FUNCTION delivery_id(endpoint uuid, source text, event text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN overlay(overlay(
    left(encode(sha256(convert_to(endpoint::text || ' ' || source || ' ' || event, 'UTF8')), 'hex'), 32)
    PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid;

-- Every filter that matches a type, the widest first; says the same as `filters.patterns_of`.
CREATE FUNCTION patterns_of(type text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['*', type] || ARRAY(
    SELECT array_to_string((string_to_array(type, '.'))[1:length], '.') || '.*'
    FROM generate_series(1, cardinality(string_to_array(type, '.')) - 1) AS length
);

-- Makes the partitions of the days from yesterday to `days_ahead` and drops those older than
-- `days_kept`. Runs with the owner's rights: the runtime role owns no table. Answers the days
-- dropped. There is no default partition: rows in one would stop its day's partition from being made.
CREATE FUNCTION keep_attempts(days_ahead integer, days_kept integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    day date;
    partition text;
    dropped integer := 0;
BEGIN
    -- Two processes at once would both see a day missing and one would fail.
    PERFORM pg_advisory_xact_lock(hashtext('notify.keep_attempts'));
    FOR day IN SELECT generate_series(
        (now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + days_ahead, interval '1 day'
    )::date LOOP
        IF to_regclass('attempts_' || to_char(day, 'YYYYMMDD')) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF attempts FOR VALUES FROM (%L) TO (%L)',
                'attempts_' || to_char(day, 'YYYYMMDD'),
                day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC'
            );
        END IF;
    END LOOP;
    FOR partition IN
        SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = 'attempts'::regclass
          AND child.relname < 'attempts_' || to_char((now() AT TIME ZONE 'UTC')::date - days_kept, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

SELECT keep_attempts(7, 30);
