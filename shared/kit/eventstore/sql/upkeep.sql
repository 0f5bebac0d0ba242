-- How the table `commands` is kept from growing for ever.

-- name: pages
-- How many pages the table has now.
SELECT (pg_relation_size('commands') / current_setting('block_size')::bigint)::bigint

-- name: forget
-- The outcomes on the pages from $1 to before $2 that nobody may ask for any more are gone: older
-- than $3 seconds, and than every message that still waits to be sent. A message has the time of its
-- command, as both are written in one transaction; while it waits, its command's outcome stays.
-- Read by page and not by an index on the time: that index would cost every command a write, so
-- that this, once an hour, need not read the table.
WITH forgotten AS (
  DELETE FROM commands AS c
  WHERE c.ctid >= $1::tid
    AND c.ctid < $2::tid
    AND c.recorded_at < now() - make_interval(secs => $3)
    AND c.recorded_at < coalesce((SELECT min(o.recorded_at) FROM outbox AS o), 'infinity')
  RETURNING c.command_id
)
SELECT count(*) FROM forgotten
