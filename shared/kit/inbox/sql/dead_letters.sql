-- The dead letters' statements. They name their tables alone: the search path selects the service.

-- name: keep
-- The refused event is kept once, and announced once on the dead-letter topic, in one transaction.
-- $1 uuid: id; $2 text: origin; $3 text: principal; $4 text: ce_source; $5 text: ce_id; $6 text: type;
-- $7 text: key; $8 text: reason; $9 text: detail; $10 text: headers; $11 bytea: value;
-- $12 text: dead-letter topic, NULL for none; $13 text: message headers; $14 bytea: message value.
-- A request that is repeated after the decision opens its letter again, as it came now; a record that is read again
-- (its acknowledgement was lost) does not: it was sent once.
-- Each letter is a key of its own with the one message 1, so it takes no number from another key.
WITH kept AS (
  INSERT INTO dead_letters (
    id, origin, principal, ce_source, ce_id, type, key, reason, detail, headers, value
  )
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT ON CONSTRAINT dead_letters_pk DO UPDATE
  SET
    state = 'open',
    reason = excluded.reason,
    detail = excluded.detail,
    value = excluded.value,
    received_at = excluded.received_at,
    attempts = dead_letters.attempts + 1
  WHERE dead_letters.origin = 'http' AND dead_letters.state <> 'open'
  RETURNING id, attempts
)
INSERT INTO outbox (topic, key, sequence, headers, value)
SELECT $12::text, kept.id::text, 1, $13::text, $14::bytea
FROM kept
WHERE $12::text IS NOT NULL AND kept.attempts = 1

-- name: list
-- Dead letters, oldest first. $1 text: state, NULL for all; $2 text: reason, NULL for all; $3 int: at most.
SELECT
  id, origin, principal, ce_source, ce_id, type, key, reason, detail, headers, value, received_at,
  state, attempts, decided_at, decided_by, note
FROM dead_letters
WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reason = $2)
ORDER BY received_at, id
LIMIT $3

-- name: show
-- One dead letter. $1 uuid: id.
SELECT
  id, origin, principal, ce_source, ce_id, type, key, reason, detail, headers, value, received_at,
  state, attempts, decided_at, decided_by, note
FROM dead_letters
WHERE id = $1

-- name: decide
-- The open letter is decided. $1 uuid: id; $2 text: state; $3 text: by whom; $4 text: note.
UPDATE dead_letters
SET state = $2, decided_by = $3, note = $4, decided_at = now()
WHERE id = $1 AND state = 'open'
RETURNING id

-- name: refused_again
-- The redriven letter stays open under its newest reason. $1 uuid: id; $2 text: reason; $3 text: detail.
UPDATE dead_letters
SET reason = $2, detail = $3, attempts = attempts + 1
WHERE id = $1 AND state = 'open'

-- name: forget
-- Letters of a type that were decided, or came before a time, have no content any more; returns how many.
-- $1 text: type; $2 timestamptz: time; $3 text: who discards those that are open; $4 text: note.
WITH forgotten AS (
  UPDATE dead_letters
  SET
    value = '',
    state = CASE state WHEN 'open' THEN 'discarded' ELSE state END,
    decided_at = CASE state WHEN 'open' THEN now() ELSE decided_at END,
    decided_by = CASE state WHEN 'open' THEN $3::text ELSE decided_by END,
    note = CASE state WHEN 'open' THEN $4::text ELSE note END
  WHERE type = $1 AND value <> '' AND (state <> 'open' OR received_at < $2)
  RETURNING id
)
SELECT count(*)
FROM forgotten

-- name: counts
-- Open letters by reason.
SELECT reason, count(*) AS letters
FROM dead_letters
WHERE state = 'open'
GROUP BY reason
ORDER BY reason
