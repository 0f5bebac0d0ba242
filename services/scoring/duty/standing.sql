-- What duties ask of the deadlines.

-- name: standing
-- Whether a deadline of the kind stands that nobody has to mend.
SELECT EXISTS (SELECT FROM deadlines WHERE kind = $1 AND quarantined_at IS NULL)
