-- Find the session of one token, unless it has expired.
--
-- :param token_hash: text  SHA-256 of the token, 64 lower-case hex digits
-- :returns: at most one accounts.Session
-- :access: read
-- :set: app.key = token_hash
SELECT
    session.id,
    session.user_id,
    session.expires_at,
    session.last_seen_at,
    session.created_at,
    session.updated_at
FROM sessions AS session
WHERE
    session.token_hash = :token_hash
    AND session.expires_at > statement_timestamp();
