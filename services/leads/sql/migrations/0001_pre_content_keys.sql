-- The keys under which content and evidence of consented purposes are sealed in the events.

CREATE TABLE content_keys (
  key_id uuid CONSTRAINT content_keys_pk PRIMARY KEY,
  customer_id uuid NOT NULL,
  purpose text NOT NULL,
  secret bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  -- Two who record at once seal with one key. After an erasure there may be another, under another id.
  CONSTRAINT content_keys_purpose UNIQUE (customer_id, purpose)
);
COMMENT ON TABLE content_keys IS 'Whoever has a row reads what was sealed with it; once the row is gone, nobody does.';
