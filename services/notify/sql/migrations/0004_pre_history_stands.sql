-- What happened is only ever added to: messages heard, attempts made, changes of endpoints.
-- The runner has granted the runtime role all rows of every new table; this takes back what is too
-- much. Without a runtime role of its own (a test) there is nothing to take.
DO $$
DECLARE
    runtime text := current_setting('tuoke.runtime_role', true);
BEGIN
    IF runtime <> '' THEN
        EXECUTE format('REVOKE UPDATE, DELETE ON messages, attempts, endpoint_changes FROM %I', runtime);
        EXECUTE format('REVOKE INSERT, DELETE ON shards FROM %I', runtime);
        EXECUTE format('REVOKE DELETE ON endpoints, outcomes FROM %I', runtime);
    END IF;
END
$$;
