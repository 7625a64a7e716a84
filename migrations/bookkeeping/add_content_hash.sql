-- Add what plain yoyo does not keep: the hash of what was run, so that a later edit of the file is noticed.
--
-- :returns: nothing
ALTER TABLE _yoyo_migration ADD COLUMN IF NOT EXISTS content_sha256 varchar(64);
