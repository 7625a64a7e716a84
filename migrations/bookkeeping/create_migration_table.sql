-- Create yoyo's table of applied migrations as plain yoyo 9 does.
--
-- :returns: nothing
CREATE TABLE IF NOT EXISTS _yoyo_migration (
    migration_hash varchar(64) NOT NULL,
    migration_id varchar(255),
    applied_at_utc timestamp,
    CONSTRAINT _yoyo_migration_pkey PRIMARY KEY (migration_hash)
);
