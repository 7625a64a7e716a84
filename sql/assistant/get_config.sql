-- Find a setting with its version.
--
-- :param key: text  1 to 100 characters, compared byte for byte
-- :returns: at most one assistant.Config
-- :access: read
SELECT
    setting.key,
    setting.value,
    setting.description,
    setting.version,
    setting.created_at,
    setting.updated_at
FROM config AS setting
WHERE setting.key = :key;
