-- Add or change a setting. One who says which version they read is refused if it is another by now.
--
-- What is added has the version behind the last one of its key, which the database knows: 1 stands for it.
-- Row security's user, where the transaction has one, is who did it.
--
-- :param key: text  1 to 100 characters, compared byte for byte
-- :param value: jsonb  any JSON value
-- :param description: text or null  what it is for, 1 to 1,000 characters; null leaves the former one
-- :param expected_version: integer or null  the version that the change was made of, 0 for none; null for any
-- :returns: one assistant.Config
INSERT INTO config AS setting (
    key,
    value,
    description,
    version
)
VALUES (
    :key,
    :value,
    :description,
    coalesce(:expected_version, 0) + 1
)
ON CONFLICT (key) DO UPDATE
    SET
        value = excluded.value,
        description = coalesce(excluded.description, setting.description),
        version = coalesce(:expected_version, setting.version) + 1
RETURNING
    setting.key,
    setting.value,
    setting.description,
    setting.version,
    setting.created_at,
    setting.updated_at;
