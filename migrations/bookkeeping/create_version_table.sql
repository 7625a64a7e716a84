-- Create the table that tells plain yoyo how the others are built.
--
-- :returns: nothing
CREATE TABLE IF NOT EXISTS _yoyo_version (
    version integer NOT NULL,
    installed_at_utc timestamp,
    CONSTRAINT _yoyo_version_pkey PRIMARY KEY (version)
);
