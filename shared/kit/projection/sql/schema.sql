-- The kit's part of a projection's schema; run with the search path set to it.

CREATE TABLE projection (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  fingerprint text NOT NULL,
  built_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE projection IS 'Which code the rows were made by; other code must not write them.';

CREATE TABLE offsets (
  topic text NOT NULL,
  partition integer NOT NULL,
  next_offset bigint NOT NULL,
  owner text NOT NULL,
  start text NOT NULL CHECK (start IN ('beginning', 'now')),
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE offsets IS 'The next record that these rows have not seen, and who may move it. This, not Kafka''s commit, is the truth.';

CREATE TABLE parked (
  key text PRIMARY KEY,
  partition integer NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  topic text NOT NULL,
  "offset" bigint NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE parked IS 'Keys that stand still, and the record that stopped them.';

CREATE TABLE dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text,
  topic text NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  raw_key bytea,
  headers text NOT NULL,
  value bytea,
  reason text NOT NULL,
  detail text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL CHECK (state IN ('parked', 'redriven', 'gap_accepted', 'discarded', 'unkeyed')),
  UNIQUE (topic, partition, "offset")
);
COMMENT ON TABLE dead_letters IS 'Records set aside, with the reason. gap_accepted and discarded are rulings of a person: a rebuild folds by them too.';

CREATE INDEX dead_letters_waiting ON dead_letters (key, id) WHERE state = 'parked';
CREATE INDEX dead_letters_ruled ON dead_letters (partition) WHERE state IN ('gap_accepted', 'discarded');

CREATE FUNCTION fenced(moved bigint, wanted bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  -- Raising rolls the whole statement back: rows, dead letters and outgoing messages with it.
  IF moved <> wanted THEN
    RAISE EXCEPTION 'fenced: % of % offsets were where this batch began', moved, wanted
      USING ERRCODE = 'TKFEN';
  END IF;
  RETURN moved;
END
$$;
COMMENT ON FUNCTION fenced IS 'Raises TKFEN unless every offset of the batch moved.';

CREATE FUNCTION row_hashes(rows_of text) RETURNS TABLE (row_key text, row_hash text) LANGUAGE plpgsql STABLE AS $$
DECLARE
  named text;
BEGIN
  SELECT string_agg(format('t.%I::text', a.attname), ' || ''/'' || ' ORDER BY k.nth)
  INTO STRICT named
  FROM pg_index AS i
  CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, nth)
  JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  WHERE i.indrelid = rows_of::regclass AND i.indisprimary;
  RETURN QUERY EXECUTE format(
    'SELECT %s COLLATE "C", md5(t::text) FROM %s AS t ORDER BY 1', named, rows_of::regclass
  );
END
$$;
COMMENT ON FUNCTION row_hashes IS 'Primary key and hash of every row of a table of this schema, by key.';

CREATE FUNCTION grant_to(role_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  here text := current_schema();
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', here, role_name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', here, role_name);
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON projection FROM %I', role_name);
END
$$;
COMMENT ON FUNCTION grant_to IS 'The role may run the projector on this schema, and not change the schema.';

CREATE FUNCTION all_keys() RETURNS TABLE (a_key text) LANGUAGE plpgsql STABLE AS $$
DECLARE
  of_states regclass;
BEGIN
  SELECT c.oid::regclass
  INTO STRICT of_states
  FROM pg_class AS c
  JOIN pg_attribute AS k ON k.attrelid = c.oid AND k.attname = 'key'
  JOIN pg_attribute AS s ON s.attrelid = c.oid AND s.attname = 'seen'
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p');
  RETURN QUERY EXECUTE format('SELECT t.key COLLATE "C" FROM %s AS t ORDER BY 1', of_states);
END
$$;
COMMENT ON FUNCTION all_keys IS 'The keys of the one table that has a row per key and what it has seen.';
