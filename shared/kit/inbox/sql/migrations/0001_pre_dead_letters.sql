-- Events of other systems that were refused, each with its reason, until a person decides.
CREATE TABLE dead_letters (
  id uuid CONSTRAINT dead_letters_pk PRIMARY KEY,
  origin text NOT NULL,
  principal text NOT NULL,
  ce_source text,
  ce_id text,
  type text,
  key text,
  reason text NOT NULL,
  detail text NOT NULL,
  headers text NOT NULL,
  value bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  state text NOT NULL DEFAULT 'open',
  attempts integer NOT NULL DEFAULT 1,
  decided_at timestamptz,
  decided_by text,
  note text,
  CONSTRAINT dead_letters_state CHECK (state IN ('open', 'redriven', 'discarded'))
);
CREATE INDEX dead_letters_open ON dead_letters (received_at, id) WHERE state = 'open';
COMMENT ON COLUMN dead_letters.origin IS 'topic/partition/offset of the record, or http.';
COMMENT ON COLUMN dead_letters.headers IS 'JSON object: ce_ attributes in binary mode, else the content type.';
COMMENT ON COLUMN dead_letters.value IS 'The event as it was sent; convert_from(value, ''UTF8'') shows most.';
