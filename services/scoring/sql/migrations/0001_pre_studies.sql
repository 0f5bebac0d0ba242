-- Studies: questions to the whole history, and their answers.

-- One row a study. Nobody else's facts are in it; when it goes, nothing but an answer is lost.
CREATE TABLE studies (
  study_id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT studies_in_order UNIQUE,
  kind text NOT NULL CONSTRAINT studies_kind CHECK (kind IN ('what_if', 'calibration')),
  content bytea NOT NULL,
  draft_id uuid,
  before text NOT NULL,
  after text,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting'
    CONSTRAINT studies_state CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  answer text,
  reason text,
  ended_at timestamptz
);
COMMENT ON COLUMN studies.content IS 'SHA-256 of the request: the same key with another body is refused.';
COMMENT ON COLUMN studies.before IS 'The book in force when it was asked, as JSON.';
COMMENT ON COLUMN studies.after IS 'Of a what-if: the draft as it stood when it was asked, as JSON.';
COMMENT ON COLUMN studies.done IS 'How much of `total` is read, in the units of its kind.';
COMMENT ON COLUMN studies.answer IS 'JSON of its kind, once it is done.';

CREATE TABLE study_moves (
  study_id uuid NOT NULL REFERENCES studies ON DELETE CASCADE,
  key text NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  score double precision NOT NULL,
  PRIMARY KEY (study_id, key)
);
COMMENT ON TABLE study_moves IS 'Who would change class by a what-if, and the score under the draft; as many as one keeps.';
