-- Keys that the relay must not publish until a person has looked: one of their rows can never be
-- sent as it is. The rows stay in outbox, in order; deleting the row here lets them flow again.
CREATE TABLE outbox_quarantine (
  key text NOT NULL,
  position bigint NOT NULL,
  topic text NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  quarantined_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT outbox_quarantine_pkey PRIMARY KEY (key)
);

COMMENT ON TABLE outbox_quarantine IS
  'Keys whose next outbox row can never be sent; their rows wait in outbox in order.';
