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
-- `command_reused`, `wrong_version`, `wrong_key` or `already_reserved`; stream and answer are those of
-- an earlier command, and NULL where the caller has them.
--
-- Fails whole, to be called again, when a command or a stream appeared under another key meanwhile.
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
  taken bigint[];
  holders text[];
  held_kinds text[];
  held_values text[];
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

  -- 2. Values that must be unique across streams: a row both writers touch, never a look-up. Taken
  -- for every command of the group; what the refused ones took goes back below.
  IF cardinality(r_command) > 0 THEN
    WITH inserted AS (
      INSERT INTO reservations (kind, value, stream)
      SELECT r.kind, r.value, c_stream[r.command]
      FROM unnest(r_command, r_kind, r_value) AS r (command, kind, value)
      ORDER BY r.kind, r.value
      ON CONFLICT ON CONSTRAINT reservations_pk DO NOTHING
      RETURNING kind, value
    )
    SELECT array_agg(r.ordinal)
    INTO taken
    FROM unnest(r_kind, r_value) WITH ORDINALITY AS r (kind, value, ordinal)
    JOIN inserted ON inserted.kind = r.kind AND inserted.value = r.value;

    -- A new snapshot: it sees whoever the insert has waited for.
    SELECT
      array_agg(held.stream ORDER BY c.ordinal),
      array_agg(held.kind ORDER BY c.ordinal),
      array_agg(held.value ORDER BY c.ordinal)
    INTO holders, held_kinds, held_values
    FROM unnest(c_stream) WITH ORDINALITY AS c (stream, ordinal)
    LEFT JOIN LATERAL (
      SELECT taken_by.stream, taken_by.kind, taken_by.value
      FROM unnest(r_command, r_kind, r_value) AS r (command, kind, value)
      JOIN reservations AS taken_by ON taken_by.kind = r.kind AND taken_by.value = r.value
      WHERE r.command = c.ordinal AND taken_by.stream <> c.stream
      ORDER BY taken_by.kind, taken_by.value
      LIMIT 1
    ) AS held ON true;
  END IF;

  -- 3. Everything else at once, from one snapshot taken under the lock: nothing that it sees can move
  -- before the inserts, but for a command or a stream of the same name under another key. Those are
  -- caught by their unique indexes.
  RETURN QUERY
  WITH looked AS MATERIALIZED (
    SELECT
      c.*,
      s.version AS version_before,
      k.published AS published_before,
      before.stream AS first_stream, before.version AS first_version, before.published AS first_published,
      before.answer AS first_answer,
      CASE
        WHEN before.request_hash = c.hash THEN 'replayed'
        WHEN before.request_hash <> c.hash THEN 'command_reused'
        WHEN s.key <> c.key THEN 'wrong_key'
        WHEN c.expected <> coalesce(s.version, 0) THEN 'wrong_version'
        WHEN holders[c.ordinal] IS NOT NULL THEN 'already_reserved'
        ELSE 'appended'
      END AS verdict
    FROM unnest(c_id, c_hash, c_stream, c_key, c_expected, c_answer)
      WITH ORDINALITY AS c (id, hash, stream, key, expected, answer, ordinal)
    LEFT JOIN commands AS before ON before.command_id = c.id
    LEFT JOIN streams AS s ON s.stream = c.stream
    LEFT JOIN keys AS k ON k.key = c.key
  ),
  accepted AS MATERIALIZED (
    SELECT
      l.ordinal, l.id, l.hash, l.stream, l.key, l.answer, l.version_before, l.published_before,
      coalesce(l.version_before, 0) + coalesce(own.events, 0) AS version_after,
      coalesce(l.published_before, 0)
        + coalesce(sum(own.messages) OVER (PARTITION BY l.key ORDER BY l.ordinal), 0) AS published_after,
      coalesce(own.messages, 0) AS messages
    FROM looked AS l
    LEFT JOIN (
      SELECT e.command, count(*)::integer AS events, count(e.topic)::integer AS messages
      FROM unnest(e_command, e_topic) AS e (command, topic)
      GROUP BY e.command
    ) AS own ON own.command = l.ordinal
    WHERE l.verdict = 'appended'
  ),
  -- A second process with the same command under another key waits here until the first has committed
  -- or failed, and fails if it has committed; the caller then asks again and finds the outcome. Sorted,
  -- or two groups with the same two commands would wait for each other.
  claimed AS (
    INSERT INTO commands (command_id, request_hash, stream, version, published, answer)
    SELECT a.id, a.hash, a.stream, a.version_after, a.published_after, a.answer
    FROM accepted AS a
    ORDER BY a.id
    RETURNING command_id
  ),
  numbered AS MATERIALIZED (
    SELECT
      e.*, a.stream, a.key,
      coalesce(a.version_before, 0) + row_number() OVER (PARTITION BY e.command ORDER BY e.ordinal) AS version,
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
    -- Always true, and known only when all commands are claimed: their index is where twins meet first.
    WHERE (SELECT count(*) FROM claimed) >= 0
  ),
  stored AS (
    INSERT INTO events
      (stream, key, version, event_id, type, schema_version, data, metadata, occurred_at, sequence)
    SELECT n.stream, n.key, n.version, n.id, n.type, n.schema_version, n.data, n.metadata, n.occurred_at,
      n.sequence
    FROM numbered AS n
    ORDER BY n.ordinal
  ),
  begun AS (
    INSERT INTO streams (stream, key, version)
    SELECT a.stream, a.key, a.version_after
    FROM accepted AS a
    WHERE a.version_before IS NULL
    ORDER BY a.stream
  ),
  moved AS (
    UPDATE streams AS s
    SET version = a.version_after
    FROM accepted AS a
    WHERE s.stream = a.stream AND a.version_before < a.version_after
  ),
  heard_first AS (
    INSERT INTO keys (key, published)
    SELECT a.key, max(a.published_after)
    FROM accepted AS a
    WHERE a.published_before IS NULL
    GROUP BY a.key
    HAVING sum(a.messages) > 0
  ),
  heard_again AS (
    UPDATE keys AS k
    SET published = a.published_after
    FROM (
      SELECT key, max(published_after) AS published_after
      FROM accepted
      WHERE published_before IS NOT NULL
      GROUP BY key
      HAVING sum(messages) > 0
    ) AS a
    WHERE k.key = a.key
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
  SELECT
    l.ordinal,
    l.verdict,
    CASE l.verdict WHEN 'already_reserved' THEN holders[l.ordinal] ELSE l.first_stream END,
    coalesce(a.version_after, l.first_version, l.version_before, 0),
    coalesce(a.published_after, l.first_published, 0),
    l.first_answer,
    CASE l.verdict WHEN 'already_reserved' THEN held_kinds[l.ordinal] END,
    CASE l.verdict WHEN 'already_reserved' THEN held_values[l.ordinal] END
  FROM looked AS l
  LEFT JOIN accepted AS a ON a.ordinal = l.ordinal
  ORDER BY l.ordinal;

  -- 4. A refused command keeps nothing. Accepted is who has an outcome that this transaction wrote.
  IF cardinality(taken) > 0 THEN
    DELETE FROM reservations AS held
    USING unnest(r_command, r_kind, r_value) WITH ORDINALITY AS r (command, kind, value, ordinal)
    WHERE held.kind = r.kind
      AND held.value = r.value
      AND r.ordinal = ANY (taken)
      AND NOT EXISTS (
        SELECT
        FROM commands AS done
        WHERE done.command_id = c_id[r.command]
          AND done.xmin = pg_current_xact_id()::xid
      );
  END IF;
END
$$;
