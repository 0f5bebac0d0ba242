-- Who sends for which endpoints. All times are the database's: owners need no common clock.

-- name: alive
-- This dispatcher counts for the fair share; how many are alive, itself included. An owner whose
-- session is gone does not count: whoever can lock its name knows.
WITH me AS (
    INSERT INTO dispatchers (owner, alive_until)
    VALUES ($1::text, now() + $2::interval)
    ON CONFLICT (owner) DO UPDATE SET alive_until = excluded.alive_until
)
SELECT count(*) + 1
FROM dispatchers
WHERE owner <> $1::text
  AND alive_until > now()
  AND NOT pg_try_advisory_xact_lock(hashtext('notify.dispatcher'), hashtext(owner))

-- name: renew
-- The shards that are still this owner's, under the epochs it knows, are so for another lease.
UPDATE shards
SET lease_until = now() + $4::interval
FROM unnest($2::smallint[], $3::bigint[]) AS mine (id, epoch)
WHERE shards.id = mine.id
  AND shards.epoch = mine.epoch
  AND shards.owner = $1::text
RETURNING shards.id

-- name: live
-- This session is the owner's sign of life: it ends with the process, however that ends. An owner that
-- is frozen in the middle of a renewal keeps its rows locked for one lease and no longer.
SELECT
    set_config(
        'idle_in_transaction_session_timeout', ceil(extract(EPOCH FROM $2::interval) * 1000)::bigint::text, false
    ),
    pg_advisory_lock(hashtext('notify.dispatcher'), hashtext($1::text))

-- name: acquire
-- Up to $2 shards become this owner's, each under a new epoch: those whose lease ran out or was given
-- back, and at once those whose owner's session is gone. Were it not gone, only its network broken, the
-- epoch keeps it from writing. A shard that somebody is writing under is skipped until that is done.
WITH dead AS MATERIALIZED (
    SELECT owner
    FROM (
        SELECT DISTINCT owner
        FROM shards
        WHERE owner <> $1::text
    ) AS other
    WHERE pg_try_advisory_xact_lock(hashtext('notify.dispatcher'), hashtext(owner))
),
free AS (
    SELECT id
    FROM shards
    WHERE (lease_until < now() OR owner IN (SELECT owner FROM dead))
    ORDER BY id
    LIMIT $2::integer
    FOR UPDATE SKIP LOCKED
)
UPDATE shards
SET owner = $1::text, epoch = shards.epoch + 1, lease_until = now() + $3::interval
FROM free
WHERE shards.id = free.id
RETURNING shards.id, shards.epoch

-- name: release
-- The shards are free for the next owner at once; those lost before are not touched.
UPDATE shards
SET owner = NULL, lease_until = '-infinity'
FROM unnest($2::smallint[], $3::bigint[]) AS mine (id, epoch)
WHERE shards.id = mine.id
  AND shards.epoch = mine.epoch
  AND shards.owner = $1::text

-- name: leave
-- This dispatcher no longer counts, and what it holds is free at once, also what it never heard that it
-- got; owners' names are not used twice. Those dead for long no longer count either.
WITH gone AS (
    DELETE FROM dispatchers
    WHERE owner = $1::text
       OR alive_until < now() - interval '1 hour'
)
UPDATE shards
SET owner = NULL, lease_until = '-infinity'
WHERE owner = $1::text
