-- Find one user by id.
--
-- :param user_id: uuid  the user
-- :returns: at most one accounts.User
-- :access: read
-- :set: app.user_id = user_id
-- :waive read-only: account_key computes text from text; it reads and writes no table
SELECT
    person.id,
    person.email,
    person.username,
    person.password_hash IS NOT NULL AS has_password,
    person.created_at,
    person.updated_at
FROM users AS person
WHERE person.id = :user_id;
