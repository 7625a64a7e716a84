-- End all sessions of one user but one; none where that one is not theirs.
--
-- :param user_id: uuid  the user
-- :param session_id: uuid  the session that stays
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM sessions AS session
WHERE
    session.user_id = :user_id
    AND session.id <> :session_id
    AND EXISTS (
        SELECT
        FROM sessions AS kept
        WHERE
            kept.user_id = :user_id
            AND kept.id = :session_id
    );
