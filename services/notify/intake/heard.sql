-- The schema `intake`: beside the projector's own tables, what was heard of each key.

CREATE TABLE heard (
    key text PRIMARY KEY,
    seen text NOT NULL
) WITH (fillfactor = 70);
