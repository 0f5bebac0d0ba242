-- Studies: asked, taken up, told of, ended.

-- name: ask
-- A study waits, unless this very request was made before.
INSERT INTO studies (study_id, kind, content, draft_id, before, after, asked_by, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (study_id) DO NOTHING

-- name: unfinished
-- How many studies have not ended.
SELECT count(*) FROM studies WHERE state IN ('waiting', 'running')

-- name: forget
-- Of the studies that ended, the newest $1 are kept.
DELETE FROM studies
WHERE state IN ('done', 'cancelled', 'failed')
  AND number <= (SELECT number FROM studies ORDER BY number DESC OFFSET $1 LIMIT 1)

-- name: find
-- One study.
SELECT * FROM studies WHERE study_id = $1

-- name: page
-- Studies of kind $1, the newest first, from behind the number $2.
SELECT *
FROM studies
WHERE kind = $1
  AND ($2::bigint IS NULL OR number < $2)
ORDER BY number DESC
LIMIT $3

-- name: moves
-- Who would change class by one what-if, from behind the customer $2.
SELECT key AS customer_id, before, after, score
FROM study_moves
WHERE study_id = $1
  AND key > $2
ORDER BY key
LIMIT $3

-- name: cancel
-- A study that has not ended is cancelled; its worker sees it at its next word.
UPDATE studies
SET state = 'cancelled', ended_at = $2
WHERE study_id = $1
  AND state IN ('waiting', 'running')

-- name: become_worker
-- Be the one that carries out studies until the session ends. The two-number form is a lock space of its own.
SELECT pg_try_advisory_lock(hashtext('studies'), 0)

-- name: take
-- The oldest study that has not ended begins anew: one that was running has lost its worker.
UPDATE studies
SET state = 'running', done = 0, total = 0
WHERE study_id = (
  SELECT study_id FROM studies WHERE state IN ('waiting', 'running') ORDER BY number LIMIT 1
)
RETURNING study_id, kind, before, after, asked_at

-- name: clear_moves
-- What a lost worker left of a study goes.
DELETE FROM study_moves WHERE study_id = $1

-- name: tell
-- Progress, as long as the study goes on. No row: it was cancelled.
UPDATE studies
SET done = $2, total = $3
WHERE study_id = $1
  AND state = 'running'
RETURNING study_id

-- name: end
-- The study ends with an answer, or with the reason why there is none; a cancelled one stays so.
UPDATE studies
SET state = $2, answer = $3, reason = $4, ended_at = $5
WHERE study_id = $1
  AND state = 'running'
