-- A kind of study is declared in the code alone: a new one asks for no migration.
ALTER TABLE studies DROP CONSTRAINT studies_kind;
