-- End the session of one token, as signing out does.
--
-- :param token_hash: text  SHA-256 of the token, 64 lower-case hex digits
-- :returns: count
-- :set: app.key = token_hash
DELETE FROM sessions AS session
WHERE session.token_hash = :token_hash;
