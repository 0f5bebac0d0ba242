-- Roles of the four services; safe to run again. Passwords are set by whoever runs this, never here.
--   tuoke_<service>_owner   owns the database and runs its migrations
--   tuoke_<service>         runs the service: may add facts, never change or delete them
--   reporting_ro            reads scoring's reporting views and nothing else
DO
$$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'tuoke_leads_owner',
        'tuoke_leads',
        'tuoke_visits_owner',
        'tuoke_visits',
        'tuoke_scoring_owner',
        'tuoke_scoring',
        'tuoke_notify_owner',
        'tuoke_notify',
        'reporting_ro'
    ]
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        EXCEPTION
            -- Two sessions may ask at once; whoever was first has made it.
            WHEN duplicate_object OR unique_violation THEN
                NULL;
        END;
    END LOOP;
END;
$$;
