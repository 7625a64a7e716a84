-- End all sessions of one user but one.
--
-- :param user_id: uuid  the user
-- :param session_id: uuid  the session that stays
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM sessions AS session
WHERE
    session.user_id = :user_id
    AND session.id <> :session_id;
