-- For a user, after some seconds; by 0 is an error.
--
-- :param user_id: uuid
-- :param divisor: integer
-- :param seconds: double precision
-- :returns: one owned.Quotient
-- :access: read
-- :set: app.user_id = user_id
SELECT
    CASE WHEN slept.done IS NOT NULL THEN 1 / :divisor END AS number,
    :user_id::uuid AS user_id
FROM pg_sleep(:seconds) AS slept (done);
