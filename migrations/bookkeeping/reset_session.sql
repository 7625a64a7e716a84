-- Undo what a migration SET, so that the next one starts with the session's own settings; how many there were.
--
-- :returns: one
SELECT count(set_config(setting.name, setting.reset_val, false)) AS settings
FROM pg_settings AS setting
WHERE setting.source = 'session';
