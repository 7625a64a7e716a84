-- Begin a session of one user.
--
-- :param user_id: uuid  the user
-- :param token_hash: text  SHA-256 of the token, 64 lower-case hex digits
-- :param lifetime_seconds: integer  how long it lasts, from now on; at most 400 days
-- :returns: one accounts.Session
-- :set: app.user_id = user_id
INSERT INTO sessions AS session (
    user_id,
    token_hash,
    expires_at,
    last_seen_at
)
VALUES (
    :user_id,
    :token_hash,
    statement_timestamp() + :lifetime_seconds * interval '1 second',
    statement_timestamp()
)
RETURNING
    session.id,
    session.user_id,
    session.expires_at,
    session.last_seen_at,
    session.created_at,
    session.updated_at;
