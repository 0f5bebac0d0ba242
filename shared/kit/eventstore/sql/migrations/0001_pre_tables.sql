-- The event store of one service. `key` is the customer id as text nearly everywhere: the unit of
-- order, of the append lock and of the published sequence. A stream belongs to one key for ever.

-- Names this store. A restored copy gets a new epoch, so that nobody mistakes it for the original.
CREATE TABLE store (
  epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX store_one_row ON store ((true));
INSERT INTO store DEFAULT VALUES;

-- Room in each page of streams and keys lets an update stay in its page and touch no index.
CREATE TABLE streams (
  stream text CONSTRAINT streams_pk PRIMARY KEY,
  key text NOT NULL,
  version bigint NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE keys (
  key text CONSTRAINT keys_pk PRIMARY KEY,
  published bigint NOT NULL
) WITH (fillfactor = 70);
COMMENT ON COLUMN keys.published IS 'How many messages this service has given to this key: 1, 2, 3 … without a hole.';

CREATE TABLE events (
  position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT events_pk PRIMARY KEY,
  stream text NOT NULL,
  key text NOT NULL,
  version bigint NOT NULL,
  event_id uuid NOT NULL,
  type text NOT NULL,
  schema_version integer NOT NULL,
  data bytea NOT NULL,
  metadata bytea NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  sequence bigint,
  CONSTRAINT events_stream_version UNIQUE (stream, version),
  CONSTRAINT events_event_id UNIQUE (event_id),
  CONSTRAINT events_key_sequence UNIQUE (key, sequence)
);
COMMENT ON COLUMN events.position IS 'For cursors and people; with several writers it is not the order of commits.';
COMMENT ON COLUMN events.data IS 'JSON as it was written; convert_from(data, ''UTF8'') shows it.';
COMMENT ON COLUMN events.sequence IS 'The published sequence within the key; NULL for a private fact.';

CREATE TABLE commands (
  command_id text CONSTRAINT commands_pk PRIMARY KEY,
  request_hash bytea NOT NULL,
  stream text NOT NULL,
  version bigint NOT NULL,
  published bigint NOT NULL,
  answer bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);

-- Rows live from the append until the broker has acknowledged them, so the table stays small.
CREATE TABLE outbox (
  position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pk PRIMARY KEY,
  topic text NOT NULL,
  key text NOT NULL,
  sequence bigint NOT NULL,
  headers text NOT NULL,
  value bytea NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);
COMMENT ON COLUMN outbox.headers IS 'JSON object of every header but ce_sequence.';

CREATE TABLE reservations (
  kind text NOT NULL,
  value text NOT NULL,
  stream text NOT NULL,
  CONSTRAINT reservations_pk PRIMARY KEY (kind, value)
);

-- Open deadlines only: the append that ends one deletes its row.
CREATE TABLE deadlines (
  id text CONSTRAINT deadlines_pk PRIMARY KEY,
  key text NOT NULL,
  stream text NOT NULL,
  kind text NOT NULL,
  due_at timestamptz NOT NULL,
  detail text NOT NULL,
  set_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  retry_at timestamptz,
  quarantined_at timestamptz,
  reason text
);
CREATE INDEX deadlines_due ON deadlines (due_at, id) WHERE quarantined_at IS NULL;
COMMENT ON COLUMN deadlines.quarantined_at IS 'Its handler left it standing too often; a person must look. `reason` says how.';
