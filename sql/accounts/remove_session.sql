-- End one session of one user.
--
-- :param user_id: uuid  the user
-- :param session_id: uuid  the session
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM sessions AS session
WHERE
    session.id = :session_id
    AND session.user_id = :user_id;
