-- Remove a setting; its history stays.
--
-- :param key: text  1 to 100 characters, compared byte for byte
-- :returns: count
DELETE FROM config AS setting
WHERE setting.key = :key;
