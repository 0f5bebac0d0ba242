-- Appends a group of commands in one transaction and one round trip. Each command succeeds or is
-- refused by itself; a refusal leaves nothing of that command and touches no neighbour.
--
-- It takes the place of `append_batch`, which the code before this still calls. That carried every
-- row's bytes through each sort and join; here only numbers are sorted, and what a row consists of is
-- taken from the arguments by its number, once, when it is inserted.
--
-- The caller (`committer.py`) puts into one group at most one command per stream, per command id,
-- per reserved value and per deadline, so that no statement below meets itself.
--
-- c_…  one entry per command      c_expected: NULL any version, 0 no stream, n exactly n
--                                 c_events, c_messages: how many of each it brings
--                                 c_bytes: hash and answer of each, end to end, cut at c_cuts (from 0)
-- k_…  one entry per command that follows another one of its key in this group: the ordinals of both
-- e_…  one entry per event        e_command: ordinal of its command, from 1, ascending
--                                 e_nth, e_message: which event, which message of its command it is,
--                                 from 1; e_message and e_topic NULL: private
--                                 e_bytes: data, metadata, headers, value of each, cut at e_cuts
-- d_…  one entry per deadline     d_kind NULL: cancel
-- r_…  one entry per reservation
--
-- Returns one row with one entry per command in each array: its verdict `appended`, `replayed`,
-- `command_reused`, `wrong_version`, `wrong_key` or `already_reserved`; stream and answer are those of
-- an earlier command, and NULL where the caller has them.
--
-- Fails whole, to be called again, when a command or a stream appeared under another key meanwhile.
CREATE FUNCTION append_group(
  c_id text[], c_stream text[], c_key text[], c_expected bigint[], c_events integer[],
  c_messages integer[], c_bytes bytea, c_cuts integer[],
  k_later integer[], k_earlier integer[],
  e_command integer[], e_nth integer[], e_message integer[], e_id uuid[], e_type text[],
  e_schema integer[], e_occurred timestamptz[], e_topic text[], e_bytes bytea, e_cuts integer[],
  d_command integer[], d_id text[], d_kind text[], d_due timestamptz[], d_detail text[],
  r_command integer[], r_kind text[], r_value text[],
  OUT verdict text[], OUT stream text[], OUT version bigint[], OUT published bigint[],
  OUT answer bytea[], OUT kind text[], OUT value text[]
)
LANGUAGE plpgsql
-- A plan made while the tables were empty would read them whole for as long as it is cached.
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  taken bigint[];
  holders text[];
  accepted boolean[];
  is_begun boolean[];
  -- How far the key had published before the group (NULL: it is new), and has after each command.
  head_before bigint[];
  head bigint[];
  later integer;
  is_last boolean[] := array_fill(true, ARRAY[cardinality(c_id)]);
BEGIN
  -- Under a snapshot older than the lock, everything below would decide on what was true before
  -- the wait. READ COMMITTED gives each statement a new one.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_group needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
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
    INTO holders, kind, value
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

  -- 3. The verdicts, from one snapshot taken under the lock: nothing that it sees can move before the
  -- inserts, but for a command or a stream of the same name under another key. Those are caught by
  -- their unique indexes.
  SELECT
    array_agg(l.verdict),
    array_agg(l.verdict = 'appended'),
    array_agg(l.is_begun),
    array_agg(CASE l.verdict WHEN 'already_reserved' THEN holders[l.i] ELSE l.first_stream END),
    array_agg(CASE l.verdict WHEN 'appended' THEN l.version + c_events[l.i] ELSE l.version END),
    array_agg(l.head),
    array_agg(coalesce(l.head, 0) + CASE l.verdict WHEN 'appended' THEN c_messages[l.i] ELSE 0 END),
    array_agg(l.first_published),
    array_agg(l.first_answer)
  INTO verdict, accepted, is_begun, stream, version, head_before, head, published, answer
  FROM (
    SELECT
      i,
      s.stream IS NOT NULL AS is_begun,
      coalesce(before.version, s.version, 0) AS version,
      k.published AS head,
      before.stream AS first_stream, before.published AS first_published, before.answer AS first_answer,
      CASE
        WHEN before.request_hash
          = substring(c_bytes FROM c_cuts[2 * i - 1] + 1 FOR c_cuts[2 * i] - c_cuts[2 * i - 1])
          THEN 'replayed'
        WHEN before.command_id = c_id[i] THEN 'command_reused'
        WHEN s.key <> c_key[i] THEN 'wrong_key'
        WHEN c_expected[i] <> coalesce(s.version, 0) THEN 'wrong_version'
        WHEN holders[i] IS NOT NULL THEN 'already_reserved'
        ELSE 'appended'
      END AS verdict
    FROM generate_series(1, cardinality(c_id)) AS i
    LEFT JOIN commands AS before ON before.command_id = c_id[i]
    LEFT JOIN streams AS s ON s.stream = c_stream[i]
    LEFT JOIN keys AS k ON k.key = c_key[i]
    -- Also keeps this a query of its own, so that a verdict is found once and not at each mention.
    ORDER BY i
  ) AS l;

  -- Of several commands to one key each goes on from where the one before it ends.
  FOR n IN 1 .. cardinality(k_later) LOOP
    later := k_later[n];
    head[later] := head[k_earlier[n]] + CASE WHEN accepted[later] THEN c_messages[later] ELSE 0 END;
    is_last[k_earlier[n]] := false;
  END LOOP;

  -- 4. The idempotency rows. A second process with the same command under another key waits here until
  -- the first has committed or failed, and fails if it has committed; the caller then asks again and
  -- finds the outcome. Before all other rows, because this index is where twins meet first; sorted, or
  -- two groups with the same two commands would wait for each other.
  INSERT INTO commands (command_id, request_hash, stream, version, published, answer)
  SELECT
    c_id[c.i], substring(c_bytes FROM c_cuts[2 * c.i - 1] + 1 FOR c_cuts[2 * c.i] - c_cuts[2 * c.i - 1]),
    c_stream[c.i], version[c.i], head[c.i],
    substring(c_bytes FROM c_cuts[2 * c.i] + 1 FOR c_cuts[2 * c.i + 1] - c_cuts[2 * c.i])
  FROM (
    SELECT i
    FROM generate_series(1, cardinality(c_id)) AS i
    WHERE accepted[i]
    ORDER BY c_id[i]
  ) AS c;

  -- 5. The streams, before their facts: two keys that begin one stream meet at its name.
  IF false = ANY (is_begun) THEN
    INSERT INTO streams (stream, key, version)
    SELECT c_stream[c.i], c_key[c.i], version[c.i]
    FROM (
      SELECT i
      FROM generate_series(1, cardinality(c_id)) AS i
      WHERE accepted[i] AND NOT is_begun[i]
      ORDER BY c_stream[i]
    ) AS c;
  END IF;
  IF true = ANY (is_begun) THEN
    UPDATE streams AS s
    SET version = append_group.version[i]
    FROM generate_series(1, cardinality(c_id)) AS i
    WHERE accepted[i] AND is_begun[i] AND c_events[i] > 0 AND s.stream = c_stream[i];
  END IF;

  -- 6. The facts.
  INSERT INTO events
    (stream, key, version, event_id, type, schema_version, data, metadata, occurred_at, sequence)
  SELECT
    c_stream[e_command[i]], c_key[e_command[i]],
    version[e_command[i]] - c_events[e_command[i]] + e_nth[i],
    e_id[i], e_type[i], e_schema[i],
    substring(e_bytes FROM e_cuts[4 * i - 3] + 1 FOR e_cuts[4 * i - 2] - e_cuts[4 * i - 3]),
    substring(e_bytes FROM e_cuts[4 * i - 2] + 1 FOR e_cuts[4 * i - 1] - e_cuts[4 * i - 2]),
    e_occurred[i],
    head[e_command[i]] - c_messages[e_command[i]] + e_message[i]
  FROM generate_series(1, cardinality(e_id)) AS i
  WHERE accepted[e_command[i]];

  -- 7. How far each key has published: once, by its last command.
  INSERT INTO keys (key, published)
  SELECT c_key[i], head[i]
  FROM generate_series(1, cardinality(c_id)) AS i
  WHERE is_last[i] AND head_before[i] IS NULL AND head[i] > 0;

  UPDATE keys AS k
  SET published = head[i]
  FROM generate_series(1, cardinality(c_id)) AS i
  WHERE is_last[i] AND head_before[i] < head[i] AND k.key = c_key[i];

  -- 8. Positions are drawn in this order under the key's lock: by position is by sequence in each key,
  -- which is all that the relay relies on.
  INSERT INTO outbox (topic, key, sequence, headers, value)
  SELECT
    e_topic[i], c_key[e_command[i]], head[e_command[i]] - c_messages[e_command[i]] + e_message[i],
    convert_from(substring(e_bytes FROM e_cuts[4 * i - 1] + 1 FOR e_cuts[4 * i] - e_cuts[4 * i - 1]), 'UTF8'),
    substring(e_bytes FROM e_cuts[4 * i] + 1 FOR e_cuts[4 * i + 1] - e_cuts[4 * i])
  FROM generate_series(1, cardinality(e_id)) AS i
  WHERE e_topic[i] IS NOT NULL AND accepted[e_command[i]];

  -- 9. Deadlines.
  IF cardinality(d_command) > 0 THEN
    -- A deadline that is set again starts anew: moved, with no failed attempts to its name.
    INSERT INTO deadlines (id, key, stream, kind, due_at, detail)
    SELECT d.id, c_key[d.command], c_stream[d.command], d.kind, d.due_at, d.detail
    FROM unnest(d_command, d_id, d_kind, d_due, d_detail) AS d (command, id, kind, due_at, detail)
    WHERE d.kind IS NOT NULL AND accepted[d.command]
    ORDER BY d.id
    ON CONFLICT (id) DO UPDATE SET
      key = excluded.key, stream = excluded.stream, kind = excluded.kind, due_at = excluded.due_at,
      detail = excluded.detail, set_at = excluded.set_at,
      attempts = 0, retry_at = NULL, quarantined_at = NULL, reason = NULL;

    -- Locked in the order of their ids before they go, or two groups could wait for each other.
    WITH ended AS MATERIALIZED (
      SELECT open.id
      FROM deadlines AS open
      WHERE open.id IN (
        SELECT d.id
        FROM unnest(d_command, d_id, d_kind) AS d (command, id, kind)
        WHERE d.kind IS NULL AND accepted[d.command]
      )
      ORDER BY open.id
      FOR UPDATE
    )
    DELETE FROM deadlines AS open
    USING ended
    WHERE open.id = ended.id;
  END IF;

  -- 10. A refused command keeps nothing.
  IF cardinality(taken) > 0 THEN
    DELETE FROM reservations AS held
    USING unnest(r_command, r_kind, r_value) WITH ORDINALITY AS r (command, kind, value, ordinal)
    WHERE held.kind = r.kind
      AND held.value = r.value
      AND r.ordinal = ANY (taken)
      AND NOT accepted[r.command];
  END IF;

  SELECT array_agg(CASE WHEN accepted[i] THEN head[i] ELSE coalesce(published[i], 0) END ORDER BY i)
  INTO published
  FROM generate_series(1, cardinality(c_id)) AS i;
END
$$;
