-- List the sessions of one user that have not expired, the newest first.
--
-- :param user_id: uuid  the user
-- :returns: many accounts.Session
-- :access: read
-- :set: app.user_id = user_id
SELECT
    session.id,
    session.user_id,
    session.expires_at,
    session.last_seen_at,
    session.created_at,
    session.updated_at
FROM sessions AS session
WHERE
    session.user_id = :user_id
    AND session.expires_at > statement_timestamp()
ORDER BY
    session.created_at DESC,
    session.id DESC;
