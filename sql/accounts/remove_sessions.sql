-- End all sessions of one user.
--
-- :param user_id: uuid  the user
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM sessions AS session
WHERE session.user_id = :user_id;
