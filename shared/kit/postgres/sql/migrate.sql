-- Statements of the migration runner. The table belongs to the runner alone.

-- name: create_ledger
-- What has been applied. The runner makes it under its lock, so no migration file has to.
CREATE TABLE IF NOT EXISTS schema_migrations (
  owner text NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT schema_migrations_pk PRIMARY KEY (owner, name)
)

-- name: ledger_exists
-- Whether the runner has ever worked in this database.
SELECT to_regclass('schema_migrations') IS NOT NULL

-- name: applied
-- Every migration that ran here, with the checksum it had then.
SELECT owner, name, checksum
FROM schema_migrations

-- name: record
-- One migration ran.
INSERT INTO schema_migrations (owner, name, checksum)
VALUES ($1, $2, $3)

-- name: try_lock
-- Become the only runner in this database; false while another is at work. The two-number form keeps
-- out of the space where appends lock their keys.
SELECT pg_try_advisory_lock(hashtext('schema_migrations'), 0)

-- name: unlock
-- Let the next runner in.
SELECT pg_advisory_unlock(hashtext('schema_migrations'), 0)

-- name: session_setting
-- Set one setting for this session.
SELECT set_config($1, $2, false)

-- name: transaction_setting
-- Set one setting until the transaction ends.
SELECT set_config($1, $2, true)

-- name: default_runtime_role
-- By convention the owner `x_owner` migrates for the role `x`, which must exist. NULL: the migrating
-- role also runs the service, as in a test.
SELECT rolname
FROM pg_roles
WHERE current_user LIKE '%\_owner'
  AND rolname = regexp_replace(current_user, '_owner$', '')

-- name: grant_to_runtime_role
-- The runtime role may read and write whatever this role makes from now on, and make nothing itself.
-- A migration takes away what is too much, as that of `events` does.
DO $$
DECLARE
  runtime text := current_setting('tuoke.runtime_role');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', runtime);
  EXECUTE format('ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO %I', runtime);
  EXECUTE format('ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', runtime);
  EXECUTE format('ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO %I', runtime);
  EXECUTE format('ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO %I', runtime);
END
$$

-- name: narrow_ledger
-- The runtime role reads the ledger for its readiness, and no more.
DO $$
BEGIN
  EXECUTE format(
    'REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM %I',
    current_setting('tuoke.runtime_role')
  );
END
$$
