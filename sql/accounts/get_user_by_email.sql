-- Find one user by e-mail, in whatever case and Unicode form.
--
-- :param email: text  as somebody typed it
-- :returns: at most one accounts.User
-- :access: read
-- :set: app.key = email
-- :waive read-only: account_key computes text from text; it reads and writes no table
SELECT
    person.id,
    person.email,
    person.username,
    person.password_hash IS NOT NULL AS has_password,
    person.created_at,
    person.updated_at
FROM users AS person
WHERE person.email_key = account_key(:email);
