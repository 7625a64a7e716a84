-- Find the password hash of the user with this e-mail, in whatever case and Unicode form.
--
-- :param email: text  as somebody typed it
-- :returns: at most one accounts.Credentials
-- :access: read
-- :set: app.key = email
-- :waive read-only: account_key computes text from text; it reads and writes no table
SELECT
    person.id AS user_id,
    person.password_hash
FROM users AS person
WHERE
    person.email_key = account_key(:email)
    AND person.password_hash IS NOT NULL;
