-- Replace the password hash of one user, or remove it.
--
-- :param user_id: uuid  the user
-- :param password_hash: text or null  as a hashing library wrote it; null for who signs in another way
-- :returns: one accounts.User
-- :set: app.user_id = user_id
UPDATE users AS person
SET password_hash = :password_hash
WHERE person.id = :user_id
RETURNING
    person.id,
    person.email,
    person.username,
    person.password_hash IS NOT NULL AS has_password,
    person.created_at,
    person.updated_at;
