-- Takes back 0026.accounts.email_format: the rules of 0016 again. It fails while a hash of a later form is there.

COMMENT ON INDEX sessions_token_hash_unique IS 'accounts.get_session, accounts.extend_session';
COMMENT ON INDEX sessions_user_id_idx IS
'accounts.list_sessions: newest first; accounts.remove_sessions, accounts.remove_user; the foreign key.';

DROP POLICY sessions_removed_by_key ON sessions;

ALTER TABLE users DROP CONSTRAINT users_password_hash_format;
ALTER TABLE users ADD CONSTRAINT users_password_hash_format CHECK (
    octet_length(password_hash) <= 512
    AND password_hash COLLATE "C" ~ (
        '^('
        '[$]argon2(id|i)[$]v=19[$]m=[0-9]{1,10},t=[0-9]{1,10},p=[0-9]{1,8}'
        '[$][A-Za-z0-9+/]{11,86}[$][A-Za-z0-9+/]{22,86}'
        '|[$]2[aby][$][0-9]{2}[$][A-Za-z0-9./]{53}'
        '|[$]scrypt[$]ln=[0-9]{1,2},r=[0-9]{1,8},p=[0-9]{1,8}[$][A-Za-z0-9+/]{11,86}[$][A-Za-z0-9+/]{43,86}'
        '|scrypt:[0-9]{1,10}:[0-9]{1,8}:[0-9]{1,8}[$][A-Za-z0-9]{8,64}[$][0-9a-f]{128}'
        '|pbkdf2:sha(256|512):[0-9]{4,9}[$][A-Za-z0-9]{8,64}[$]([0-9a-f]{64}|[0-9a-f]{128})'
        '|pbkdf2_sha256[$][0-9]{4,9}[$][A-Za-z0-9]{8,64}[$][A-Za-z0-9+/]{43}='
        '|[$]pbkdf2-sha256[$][0-9]{4,9}[$][A-Za-z0-9./]{11,86}[$][A-Za-z0-9./]{43}'
        '|[$]pbkdf2-sha512[$][0-9]{4,9}[$][A-Za-z0-9./]{11,86}[$][A-Za-z0-9./]{86}'
        ')$'
    )
);

ALTER TABLE users DROP CONSTRAINT users_email_format;
ALTER TABLE users ADD CONSTRAINT users_email_format CHECK (
    email COLLATE "C" !~ '[\u0001-\u0020\u007f-\u00a0\u2028\u2029]' AND email_key ~ '^[^@]+@[^@]+$'
);
DROP FUNCTION is_email(text);
