-- Who sends for which endpoints: 64 shards, leased with a rising epoch.

CREATE TABLE shards (
    id smallint PRIMARY KEY,
    owner text,
    -- Rises with every change of owner. An outcome is written only under the epoch it was sent in.
    epoch bigint NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);

INSERT INTO shards (id)
SELECT generate_series(0, 63);

-- The dispatchers alive, so that each takes its share of the shards and no more.
CREATE TABLE dispatchers (
    owner text PRIMARY KEY,
    alive_until timestamptz NOT NULL
);
