-- History is only ever added to. The grant stops the service, the trigger stops everybody who has
-- not first dropped the trigger, the owner's slips included.

CREATE FUNCTION refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'events are never changed: % refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER events_never_change
BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- The runner has granted the runtime role all rows of every new table; this takes back what it may
-- not do here. Without a runtime role of its own (a test) there is nothing to take.
DO $$
DECLARE
  runtime text := current_setting('tuoke.runtime_role', true);
BEGIN
  IF runtime <> '' THEN
    EXECUTE format('REVOKE ALL ON events, store FROM %I', runtime);
    EXECUTE format('GRANT SELECT, INSERT ON events TO %I', runtime);
    EXECUTE format('GRANT SELECT ON store TO %I', runtime);
  END IF;
END
$$;
