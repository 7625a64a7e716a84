-- Remove a setting; its history stays. One who says which version they read removes no other.
--
-- :param key: text  1 to 100 characters, compared byte for byte
-- :param expected_version: integer or null  the version that it must have; null for any
-- :returns: count
DELETE FROM config AS setting
WHERE
    setting.key = :key
    AND (:expected_version::integer IS NULL OR setting.version = :expected_version);
