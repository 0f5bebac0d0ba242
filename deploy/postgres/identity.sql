-- Which databases these are: another text once a server or a database was made anew.
SELECT
    (SELECT system_identifier FROM pg_control_system()) || ':' || string_agg(oid::text, ',' ORDER BY datname)
FROM pg_database
WHERE datname LIKE 'tuoke\_%';
