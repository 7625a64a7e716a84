-- Say that yoyo's tables are those of its schema version 2, which yoyo has had since its release 6.
--
-- :returns: count
INSERT INTO _yoyo_version (version, installed_at_utc)
VALUES (2, now() AT TIME ZONE 'UTC')
ON CONFLICT (version) DO NOTHING;
