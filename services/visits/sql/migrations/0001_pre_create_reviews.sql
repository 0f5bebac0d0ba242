-- Whose obligations are to be looked at, and when: a row per customer, moved to the front by every change
-- of their facts in the transaction of that change, and to the next known moment by each look.
CREATE TABLE reviews (
  key text CONSTRAINT reviews_pk PRIMARY KEY,
  changes bigint NOT NULL DEFAULT 1,
  review_at timestamptz NOT NULL,
  rules text NOT NULL DEFAULT '',
  tries integer NOT NULL DEFAULT 0,
  reason text
) WITH (fillfactor = 70);
CREATE INDEX reviews_due ON reviews (review_at, key);
CREATE INDEX reviews_by_rules ON reviews (rules, key);
COMMENT ON COLUMN reviews.changes IS 'Counts what moved it to the front; a look that saw less moves nothing back.';
COMMENT ON COLUMN reviews.rules IS 'The policy book, and the release of the rules, that it was last looked at under.';
