#!/bin/sh
# The passwords of the services' roles, from the environment; run by the postgres image on its first start.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=leads="$LEADS_PASSWORD" --set=leads_owner="$LEADS_OWNER_PASSWORD" \
    --set=visits="$VISITS_PASSWORD" --set=visits_owner="$VISITS_OWNER_PASSWORD" \
    --set=scoring="$SCORING_PASSWORD" --set=scoring_owner="$SCORING_OWNER_PASSWORD" \
    --set=notify="$NOTIFY_PASSWORD" --set=notify_owner="$NOTIFY_OWNER_PASSWORD" \
    --set=reporting_ro="$REPORTING_RO_PASSWORD" <<'SQL'
ALTER ROLE tuoke_leads PASSWORD :'leads';
ALTER ROLE tuoke_leads_owner PASSWORD :'leads_owner';
ALTER ROLE tuoke_visits PASSWORD :'visits';
ALTER ROLE tuoke_visits_owner PASSWORD :'visits_owner';
ALTER ROLE tuoke_scoring PASSWORD :'scoring';
ALTER ROLE tuoke_scoring_owner PASSWORD :'scoring_owner';
ALTER ROLE tuoke_notify PASSWORD :'notify';
ALTER ROLE tuoke_notify_owner PASSWORD :'notify_owner';
ALTER ROLE reporting_ro PASSWORD :'reporting_ro';
SQL
