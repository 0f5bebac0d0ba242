-- Endpoints, their filters, their sealed secrets and the trail of who changed what.

CREATE TABLE endpoints (
    id uuid PRIMARY KEY,
    -- The last byte of an id is random, so shards fill evenly; the shard never changes.
    shard smallint NOT NULL GENERATED ALWAYS AS (get_byte(uuid_send(id), 15) & 63) STORED,
    version bigint NOT NULL,
    url text NOT NULL,
    description text NOT NULL,
    view text NOT NULL CONSTRAINT endpoints_view CHECK (view IN ('full', 'masked', 'thin')),
    status text NOT NULL CONSTRAINT endpoints_status CHECK (status IN ('enabled', 'disabled', 'deleted')),
    reason text,
    -- Only facts that their source recorded from then on: a new endpoint is not told the past.
    starts_at timestamptz NOT NULL,
    -- Since when nothing but failure came back; kept here so that a restart does not forget it.
    failing_since timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

-- One row per filter, so that the intake finds the endpoints of a type by index.
CREATE TABLE endpoint_filters (
    pattern text NOT NULL,
    endpoint_id uuid NOT NULL REFERENCES endpoints (id),
    PRIMARY KEY (pattern, endpoint_id)
);

CREATE INDEX endpoint_filters_by_endpoint ON endpoint_filters (endpoint_id);

CREATE TABLE endpoint_keys (
    endpoint_id uuid NOT NULL REFERENCES endpoints (id),
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- Null while it is the newest; set when another takes over.
    expires_at timestamptz,
    PRIMARY KEY (endpoint_id, id)
);

-- Append-only: what the endpoint said after each change, who asked, and when. Holds no secret.
CREATE TABLE endpoint_changes (
    endpoint_id uuid NOT NULL REFERENCES endpoints (id),
    version bigint NOT NULL,
    change text NOT NULL,
    url text NOT NULL,
    filters text[] NOT NULL,
    view text NOT NULL,
    status text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (endpoint_id, version)
);
