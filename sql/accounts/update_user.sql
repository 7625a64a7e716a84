-- Change the named columns of one user; the others stay as they are.
--
-- :param user_id: uuid  the user
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param email: text or null  as given, at most 254 bytes
-- :param username: text or null  as given, 1 to 64 characters without @
-- :returns: one accounts.User
-- :set: app.user_id = user_id
UPDATE users AS person
SET
    email = CASE WHEN 'email' = ANY(:changed) THEN :email ELSE person.email END,
    username = CASE WHEN 'username' = ANY(:changed) THEN :username ELSE person.username END
WHERE person.id = :user_id
RETURNING
    person.id,
    person.email,
    person.username,
    person.password_hash IS NOT NULL AS has_password,
    person.created_at,
    person.updated_at;
