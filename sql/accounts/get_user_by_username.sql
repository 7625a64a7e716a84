-- Find one user by user name, in whatever case and Unicode form.
--
-- :param username: text  as somebody typed it
-- :returns: at most one accounts.User
-- :access: read
-- :set: app.key = username
-- :waive read-only: account_key computes text from text; it reads and writes no table
SELECT
    person.id,
    person.email,
    person.username,
    person.password_hash IS NOT NULL AS has_password,
    person.created_at,
    person.updated_at
FROM users AS person
WHERE person.username_key = account_key(:username);
