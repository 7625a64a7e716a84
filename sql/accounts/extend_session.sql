-- Let the session of one token last longer, unless it has expired.
--
-- :param token_hash: text  SHA-256 of the token, 64 lower-case hex digits
-- :param lifetime_seconds: integer  how long it lasts, from now on; at most 400 days
-- :returns: at most one accounts.Session
-- :set: app.key = token_hash
UPDATE sessions AS session
SET
    expires_at = greatest(session.expires_at, statement_timestamp() + :lifetime_seconds * interval '1 second'),
    last_seen_at = statement_timestamp()
WHERE
    session.token_hash = :token_hash
    AND session.expires_at > statement_timestamp()
RETURNING
    session.id,
    session.user_id,
    session.expires_at,
    session.last_seen_at,
    session.created_at,
    session.updated_at;
