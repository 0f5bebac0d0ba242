-- What the deadline worker and its operators say to the table `deadlines`.

-- name: become_worker
-- Be the one worker of this service until the session ends. The two-number form is a lock space of
-- its own: the append locks keys in the one-number form, and a collision there would stop a key for
-- as long as a worker lives.
SELECT pg_try_advisory_lock(hashtext('deadlines'), 0)

-- name: due
-- What is due, oldest first, a batch at most. $3 seconds is the longest pause between two tries: one
-- further away comes of a clock that has gone back since, and is not waited for.
SELECT id, key, stream, kind, due_at, set_at, detail, attempts
FROM deadlines
WHERE quarantined_at IS NULL
  AND due_at <= $1
  AND (retry_at IS NULL OR retry_at <= $1 OR retry_at > $1 + make_interval(secs => $3))
ORDER BY due_at, id
LIMIT $2

-- name: settle
-- Whatever of the batch still stands, unmoved, was not ended by its handler: it is tried later, and
-- after too many counted tries it is set aside. Rows that are gone or moved match nothing here.
-- Counted from the attempts as they were read: a handler that sets its own deadline to the same
-- moment again starts that count anew in the row, and would be tried for ever.
UPDATE deadlines AS standing
SET attempts = handled.attempts + handled.counted::int,
  reason = handled.reason,
  retry_at = $5::timestamptz + make_interval(secs => least($7, $6 * power(2, handled.attempts))),
  quarantined_at = CASE WHEN handled.counted AND handled.attempts + 1 >= $8 THEN $5 END
FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::boolean[], $9::integer[])
  AS handled (id, due_at, reason, counted, attempts)
WHERE standing.id = handled.id
  AND standing.due_at = handled.due_at
RETURNING standing.id, standing.kind, standing.reason, standing.attempts,
  standing.quarantined_at IS NOT NULL AS quarantined

-- name: backlog
-- The state of all open deadlines in one row.
SELECT
  count(*) FILTER (WHERE quarantined_at IS NULL) AS open,
  count(*) FILTER (WHERE quarantined_at IS NULL AND due_at <= $1) AS overdue,
  count(*) FILTER (WHERE quarantined_at IS NOT NULL) AS quarantined,
  min(due_at) FILTER (WHERE quarantined_at IS NULL AND due_at <= $1) AS oldest_due_at
FROM deadlines

-- name: quarantined
-- What was set aside, oldest first, and why.
SELECT id, key, stream, kind, due_at, attempts, quarantined_at, reason
FROM deadlines
WHERE quarantined_at IS NOT NULL
ORDER BY due_at, id
LIMIT $1

-- name: release
-- One deadline out of quarantine: the worker takes it again, with no failed attempts to its name.
UPDATE deadlines
SET attempts = 0, retry_at = NULL, quarantined_at = NULL, reason = NULL
WHERE id = $1
  AND quarantined_at IS NOT NULL
RETURNING id
