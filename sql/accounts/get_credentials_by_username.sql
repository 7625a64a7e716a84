-- Find the password hash of the user with this user name, in whatever case and Unicode form.
--
-- :param username: text  as somebody typed it
-- :returns: at most one accounts.Credentials
-- :access: read
-- :set: app.key = username
-- :waive read-only: account_key computes text from text; it reads and writes no table
SELECT
    person.id AS user_id,
    person.password_hash
FROM users AS person
WHERE
    person.username_key = account_key(:username)
    AND person.password_hash IS NOT NULL;
