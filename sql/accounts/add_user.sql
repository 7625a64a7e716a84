-- Add one user; another one with the same e-mail or user name, in whatever case, is a conflict.
--
-- :param user_id: uuid  the new user's id, made beforehand: row-level security is told of it first
-- :param email: text or null  as given, at most 254 bytes
-- :param username: text or null  as given, 1 to 64 characters without @
-- :param password_hash: text or null  as a hashing library wrote it
-- :returns: one accounts.User
-- :set: app.user_id = user_id
INSERT INTO users AS person (
    id,
    email,
    username,
    password_hash
)
VALUES (
    :user_id,
    :email,
    :username,
    :password_hash
)
RETURNING
    person.id,
    person.email,
    person.username,
    person.password_hash IS NOT NULL AS has_password,
    person.created_at,
    person.updated_at;
