-- Appends a group of commands in one transaction and one round trip. Each command succeeds or is
-- refused by itself; a refusal leaves nothing of that command and touches no neighbour.
--
-- The caller (`committer.py`) puts into one group at most one command per stream, per command id,
-- per reserved value and per deadline, so that no statement below meets itself.
--
-- c_…  one entry per command      c_expected: NULL any version, 0 no stream, n exactly n
-- e_…  one entry per event        e_command: ordinal of its command, from 1, ascending
-- d_…  one entry per deadline     d_kind NULL: cancel
-- r_…  one entry per reservation
--
-- Returns one row per command: its ordinal and its verdict `appended`, `replayed`,
-- `command_reused`, `wrong_version`, `wrong_key` or `already_reserved`.
CREATE FUNCTION append_batch(
  c_id text[], c_hash bytea[], c_stream text[], c_key text[], c_expected bigint[], c_answer bytea[],
  e_command integer[], e_id uuid[], e_type text[], e_schema integer[], e_data bytea[], e_metadata bytea[],
  e_occurred timestamptz[], e_topic text[], e_headers text[], e_value bytea[],
  d_command integer[], d_id text[], d_kind text[], d_due timestamptz[], d_detail text[],
  r_command integer[], r_kind text[], r_value text[]
)
RETURNS TABLE (
  ordinal bigint, verdict text, stream text, version bigint, published bigint, answer bytea,
  kind text, value text
)
LANGUAGE plpgsql
-- A plan made while the tables were empty would read them whole for as long as it is cached.
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  verdicts text[];
  taken bigint[];
BEGIN
  -- Under a snapshot older than the lock, everything below would decide on what was true before
  -- the wait. READ COMMITTED gives each statement a new one.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_batch needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;

  -- 1. The keys, before anything else and in the order of their hashes. Held to the commit, so of
  -- two appends to a key the second one reads, numbers and becomes visible after the first: without
  -- it the published sequence doubles and a slow append is overtaken by a fast one. Unsorted, two
  -- groups that share two keys would wait for each other for ever. An advisory lock assigns no
  -- transaction id, so transaction ids follow the order of the lock, too.
  PERFORM pg_advisory_xact_lock(locks.hash)
  FROM (
    SELECT DISTINCT hashtextextended(c.key, 0) AS hash
    FROM unnest(c_key) AS c (key)
    ORDER BY hash
  ) AS locks;

  -- 2. The command ids. The unique index makes a second process with the same command wait here
  -- until the first has committed or failed; a look-up first would let both pass. Sorted, or two
  -- groups with the same two commands would wait for each other.
  WITH claimed AS (
    INSERT INTO commands (command_id, request_hash, stream, version, published, answer)
    SELECT c.id, c.hash, c.stream, 0, 0, c.answer
    FROM unnest(c_id, c_hash, c_stream, c_answer) AS c (id, hash, stream, answer)
    ORDER BY c.id
    ON CONFLICT (command_id) DO NOTHING
    RETURNING command_id
  )
  SELECT array_agg(CASE WHEN claimed.command_id IS NOT NULL THEN 'fresh' END ORDER BY c.ordinal)
  INTO verdicts
  FROM unnest(c_id) WITH ORDINALITY AS c (id, ordinal)
  LEFT JOIN claimed ON claimed.command_id = c.id;

  -- 3. What came before: the answers to commands already here, then the expectations. Read under
  -- the lock, so no version can move between this look and the insert.
  SELECT array_agg(
    CASE
      WHEN c.verdict IS NULL AND before.request_hash = c.hash THEN 'replayed'
      WHEN c.verdict IS NULL THEN 'command_reused'
      WHEN s.key <> c.key THEN 'wrong_key'
      WHEN c.expected <> coalesce(s.version, 0) THEN 'wrong_version'
      ELSE c.verdict
    END
    ORDER BY c.ordinal
  )
  INTO verdicts
  FROM unnest(c_id, c_hash, c_stream, c_key, c_expected, verdicts)
    WITH ORDINALITY AS c (id, hash, stream, key, expected, verdict, ordinal)
  LEFT JOIN commands AS before ON before.command_id = c.id
  LEFT JOIN streams AS s ON s.stream = c.stream;

  -- 4. Values that must be unique across streams: a row both writers touch, never a look-up.
  IF cardinality(r_command) > 0 THEN
    WITH inserted AS (
      INSERT INTO reservations (kind, value, stream)
      SELECT r.kind, r.value, c_stream[r.command]
      FROM unnest(r_command, r_kind, r_value) AS r (command, kind, value)
      WHERE verdicts[r.command] = 'fresh'
      ORDER BY r.kind, r.value
      ON CONFLICT ON CONSTRAINT reservations_pk DO NOTHING
      RETURNING kind, value
    )
    SELECT array_agg(r.ordinal)
    INTO taken
    FROM unnest(r_kind, r_value) WITH ORDINALITY AS r (kind, value, ordinal)
    JOIN inserted ON inserted.kind = r.kind AND inserted.value = r.value;

    SELECT array_agg(
      CASE
        WHEN c.verdict = 'fresh' AND EXISTS (
          SELECT
          FROM unnest(r_command, r_kind, r_value) AS r (command, kind, value)
          JOIN reservations AS held ON held.kind = r.kind AND held.value = r.value
          WHERE r.command = c.ordinal AND held.stream <> c_stream[c.ordinal]
        ) THEN 'already_reserved'
        ELSE c.verdict
      END
      ORDER BY c.ordinal
    )
    INTO verdicts
    FROM unnest(verdicts) WITH ORDINALITY AS c (verdict, ordinal);

    -- A refused command keeps nothing, not even what it could have had.
    DELETE FROM reservations AS held
    USING unnest(r_command, r_kind, r_value) WITH ORDINALITY AS r (command, kind, value, ordinal)
    WHERE held.kind = r.kind
      AND held.value = r.value
      AND r.ordinal = ANY (taken)
      AND verdicts[r.command] = 'already_reserved';
  END IF;

  -- A refused command may come again with the same id, mended or after a new read.
  DELETE FROM commands AS refused
  USING unnest(c_id, verdicts) AS c (id, verdict)
  WHERE refused.command_id = c.id
    AND c.verdict IN ('wrong_version', 'wrong_key', 'already_reserved');

  -- 5. Everything else at once, from one snapshot: what stands in streams and keys is still what
  -- stood there when the lock was obtained.
  WITH accepted AS MATERIALIZED (
    SELECT
      c.ordinal, c.id, c.stream, c.key,
      coalesce(s.version, 0) AS version_before,
      coalesce(s.version, 0) + coalesce(own.events, 0) AS version_after,
      coalesce(own.messages, 0) AS messages,
      (coalesce(k.published, 0)
        + coalesce(sum(own.messages) OVER (PARTITION BY c.key ORDER BY c.ordinal), 0))::bigint AS published_after
    FROM unnest(c_id, c_stream, c_key, verdicts) WITH ORDINALITY AS c (id, stream, key, verdict, ordinal)
    LEFT JOIN (
      SELECT e.command, count(*) AS events, count(e.topic) AS messages
      FROM unnest(e_command, e_topic) AS e (command, topic)
      GROUP BY e.command
    ) AS own ON own.command = c.ordinal
    LEFT JOIN streams AS s ON s.stream = c.stream
    LEFT JOIN keys AS k ON k.key = c.key
    WHERE c.verdict = 'fresh'
  ),
  numbered AS MATERIALIZED (
    SELECT
      e.*, a.stream, a.key,
      a.version_before + row_number() OVER (PARTITION BY e.command ORDER BY e.ordinal) AS version,
      CASE WHEN e.topic IS NOT NULL THEN
        a.published_after - a.messages
          + count(e.topic) OVER (PARTITION BY e.command ORDER BY e.ordinal)
      END AS sequence
    FROM unnest(
      e_command, e_id, e_type, e_schema, e_data, e_metadata, e_occurred, e_topic, e_headers, e_value
    ) WITH ORDINALITY AS e (
      command, id, type, schema_version, data, metadata, occurred_at, topic, headers, value, ordinal
    )
    JOIN accepted AS a ON a.ordinal = e.command
  ),
  stored AS (
    INSERT INTO events
      (stream, key, version, event_id, type, schema_version, data, metadata, occurred_at, sequence)
    SELECT n.stream, n.key, n.version, n.id, n.type, n.schema_version, n.data, n.metadata, n.occurred_at,
      n.sequence
    FROM numbered AS n
    ORDER BY n.ordinal
  ),
  moved AS (
    INSERT INTO streams (stream, key, version)
    SELECT a.stream, a.key, a.version_after
    FROM accepted AS a
    ORDER BY a.stream
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version
  ),
  counted AS (
    INSERT INTO keys (key, published)
    SELECT a.key, max(a.published_after)
    FROM accepted AS a
    GROUP BY a.key
    HAVING sum(a.messages) > 0
    ORDER BY a.key
    ON CONFLICT (key) DO UPDATE SET published = excluded.published
  ),
  -- Positions are drawn in this order under the key's lock: by position is by sequence in each key,
  -- which is all that the relay relies on.
  queued AS (
    INSERT INTO outbox (topic, key, sequence, headers, value)
    SELECT n.topic, n.key, n.sequence, n.headers, n.value
    FROM numbered AS n
    WHERE n.topic IS NOT NULL
    ORDER BY n.ordinal
  ),
  -- A deadline that is set again starts anew: moved, with no failed attempts to its name.
  set_deadlines AS (
    INSERT INTO deadlines (id, key, stream, kind, due_at, detail)
    SELECT d.id, a.key, a.stream, d.kind, d.due_at, d.detail
    FROM unnest(d_command, d_id, d_kind, d_due, d_detail) AS d (command, id, kind, due_at, detail)
    JOIN accepted AS a ON a.ordinal = d.command
    WHERE d.kind IS NOT NULL
    ORDER BY d.id
    ON CONFLICT (id) DO UPDATE SET
      key = excluded.key, stream = excluded.stream, kind = excluded.kind, due_at = excluded.due_at,
      detail = excluded.detail, set_at = excluded.set_at,
      attempts = 0, retry_at = NULL, quarantined_at = NULL, reason = NULL
  ),
  -- Locked in the order of their ids before they go, or two groups could wait for each other.
  ended AS MATERIALIZED (
    SELECT open.id
    FROM deadlines AS open
    WHERE open.id IN (
      SELECT d.id
      FROM unnest(d_command, d_id, d_kind) AS d (command, id, kind)
      JOIN accepted AS a ON a.ordinal = d.command
      WHERE d.kind IS NULL
    )
    ORDER BY open.id
    FOR UPDATE
  ),
  cancelled AS (
    DELETE FROM deadlines AS open
    USING ended
    WHERE open.id = ended.id
  )
  UPDATE commands AS done
  SET version = a.version_after, published = a.published_after
  FROM accepted AS a
  WHERE done.command_id = a.id;

  RETURN QUERY
  SELECT
    c.ordinal,
    CASE c.verdict WHEN 'fresh' THEN 'appended' ELSE c.verdict END,
    CASE c.verdict WHEN 'already_reserved' THEN held.stream ELSE coalesce(done.stream, s.stream, c.stream) END,
    coalesce(done.version, s.version, 0),
    coalesce(done.published, 0),
    done.answer,
    held.kind,
    held.value
  FROM unnest(c_id, c_stream, verdicts) WITH ORDINALITY AS c (id, stream, verdict, ordinal)
  LEFT JOIN commands AS done ON done.command_id = c.id
  LEFT JOIN streams AS s ON s.stream = c.stream
  LEFT JOIN LATERAL (
    SELECT taken_by.kind, taken_by.value, taken_by.stream
    FROM unnest(r_command, r_kind, r_value) AS r (command, kind, value)
    JOIN reservations AS taken_by ON taken_by.kind = r.kind AND taken_by.value = r.value
    WHERE c.verdict = 'already_reserved' AND r.command = c.ordinal AND taken_by.stream <> c.stream
    ORDER BY taken_by.kind, taken_by.value
    LIMIT 1
  ) AS held ON true
  ORDER BY c.ordinal;
END
$$;
