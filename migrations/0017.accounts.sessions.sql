-- Sessions: who is signed in, until when. Only the hash of a token is here: who reads this table can be nobody.
--
-- depends: 0016.accounts.users

CREATE TABLE sessions (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    token_hash text NOT NULL,
    expires_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_token_hash_unique UNIQUE (token_hash),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT sessions_token_hash_format CHECK (token_hash COLLATE "C" ~ '^[0-9a-f]{64}$'),
    -- 400 days are the longest that browsers keep a cookie (RFC 6265bis).
    CONSTRAINT sessions_lifetime_range CHECK (
        expires_at - last_seen_at BETWEEN interval '1 second' AND interval '400 days'
    )
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id, created_at DESC, id DESC);

CREATE INDEX sessions_expires_at_idx ON sessions (expires_at, id);

CREATE TRIGGER sessions_set_updated_at
BEFORE UPDATE ON sessions
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

-- Fail closed: without a setting no session is shown or written. Who presents a token is known by its hash.
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;

CREATE POLICY sessions_own ON sessions
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

CREATE POLICY sessions_by_key ON sessions FOR SELECT
USING (token_hash = current_setting('app.key', TRUE));

CREATE POLICY sessions_extended_by_key ON sessions FOR UPDATE
USING (token_hash = current_setting('app.key', TRUE))
WITH CHECK (token_hash = current_setting('app.key', TRUE));

COMMENT ON TABLE sessions IS 'Who is signed in, until when: one row per token that was given out.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the token, 64 lower-case hex digits; the token itself is nowhere.';
COMMENT ON COLUMN sessions.expires_at IS 'From here on no call returns it; 1 second to 400 days after last_seen_at.';
COMMENT ON COLUMN sessions.last_seen_at IS 'When it was begun or extended last.';
COMMENT ON POLICY sessions_own ON sessions IS 'A transaction that is a user''s reads and writes that user''s sessions.';
COMMENT ON POLICY sessions_by_key ON sessions IS 'Whoever presents a token is shown its session.';
COMMENT ON POLICY sessions_extended_by_key ON sessions IS 'Whoever presents a token may extend its session.';

COMMENT ON INDEX sessions_pkey IS 'accounts.remove_session, accounts.remove_expired_sessions';
COMMENT ON INDEX sessions_token_hash_unique IS 'accounts.get_session, accounts.extend_session';
COMMENT ON INDEX sessions_user_id_idx IS
'accounts.list_sessions: newest first; accounts.remove_sessions, accounts.remove_user; the foreign key.';
COMMENT ON INDEX sessions_expires_at_idx IS 'accounts.remove_expired_sessions: those that expired first.';
