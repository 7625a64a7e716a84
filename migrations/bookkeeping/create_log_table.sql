-- Create yoyo's log as plain yoyo 9 does.
--
-- :returns: nothing
CREATE TABLE IF NOT EXISTS _yoyo_log (
    id varchar(36) NOT NULL,
    migration_hash varchar(64),
    migration_id varchar(255),
    operation varchar(10),
    username varchar(255),
    hostname varchar(255),
    comment varchar(255),
    created_at_utc timestamp,
    CONSTRAINT _yoyo_log_pkey PRIMARY KEY (id)
);
