-- A service's roles reach its own database and no other; safe to run again.
REVOKE ALL ON DATABASE tuoke_leads FROM PUBLIC;
REVOKE ALL ON DATABASE tuoke_visits FROM PUBLIC;
REVOKE ALL ON DATABASE tuoke_scoring FROM PUBLIC;
REVOKE ALL ON DATABASE tuoke_notify FROM PUBLIC;
GRANT CONNECT ON DATABASE tuoke_leads TO tuoke_leads;
GRANT CONNECT ON DATABASE tuoke_visits TO tuoke_visits;
GRANT CONNECT ON DATABASE tuoke_scoring TO tuoke_scoring, reporting_ro;
GRANT CONNECT ON DATABASE tuoke_notify TO tuoke_notify;
