-- Who reads the views: last of them, so that the grants meet all.

DO
$$
DECLARE
  reader text;
BEGIN
  -- Dashboards, and the service itself, whose role is its owner's without the ending. A role that was
  -- not made (deploy/postgres/roles.sql) cannot be let in.
  FOR reader IN
    SELECT rolname
    FROM pg_roles
    WHERE rolname IN ('reporting_ro', regexp_replace(current_user, '_owner$', ''))
  LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA reporting TO %I', reader);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA reporting TO %I', reader);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO %I', reader);
  END LOOP;
END
$$;
