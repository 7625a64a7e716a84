-- Find the value of a setting.
--
-- :param key: text  1 to 100 characters, compared byte for byte
-- :returns: at most one assistant.StoredValue
-- :access: read
SELECT setting.value
FROM config AS setting
WHERE setting.key = :key;
