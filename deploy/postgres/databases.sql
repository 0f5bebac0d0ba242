-- One database for each service, owned by its migrations' role. One statement a line: CREATE DATABASE runs alone.
CREATE DATABASE tuoke_leads OWNER tuoke_leads_owner TEMPLATE template0;
CREATE DATABASE tuoke_visits OWNER tuoke_visits_owner TEMPLATE template0;
CREATE DATABASE tuoke_scoring OWNER tuoke_scoring_owner TEMPLATE template0;
CREATE DATABASE tuoke_notify OWNER tuoke_notify_owner TEMPLATE template0;
