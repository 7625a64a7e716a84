-- What accounts may hold, as tracktion_db.accounts has it: e-mails, hashes of more libraries; and signing out by token.
--
-- The new rules are for what is written from here on; 0033 sees to the rows that are there.
--
-- depends: 0025.shared.later_updates

-- A dot-atom of at most 64 bytes and at least two labels of at most 63, the last one no number, as given and in the
-- form of the unique key (NFKC). Python asks its own tables what is a letter. Here stand what nobody sees and blocks of
-- signs, by code point as in account_key: this is never stricter, and takes signs of a few scripts in a domain.
CREATE FUNCTION is_email(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT
        bool_and(
            form.address COLLATE "C" ~ (
                '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~\u0080-\U0010ffff-]+'
                '([.][A-Za-z0-9!#$%&''*+/=?^_`{|}~\u0080-\U0010ffff-]+)*'
                '@[^@]+[.][^@.]*[^@.0-9][^@.]*$'
            )
            AND octet_length(split_part(form.address, '@', 1)) <= 64
            AND NOT EXISTS (
                SELECT
                FROM unnest(string_to_array(split_part(form.address, '@', 2), '.')) AS part (label)
                WHERE
                    octet_length(part.label) NOT BETWEEN 1 AND 63
                    OR part.label COLLATE "C" ~ '^-|-$|[^A-Za-z0-9\u0080-\U0010ffff-]'
            )
            AND form.address COLLATE "C" !~ (
                '[\u0080-\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4'
                '\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\u3164\ue000-\uf8ff'
                '\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438'
                '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef'
                '\U000f0000-\U0010ffff]'
            )
            AND split_part(form.address, '@', 2) COLLATE "C" !~ (
                '[\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2010-\u205e'
                '\u20a0-\u20c0\u218a-\u244a\u249c-\u24e9\u2500-\u2775\u2794-\u2bff\u2e00-\u2e2e\u2e30-\u3004'
                '\u3008-\u3020\u3200-\u321e\u322a-\u3247\u3260-\u327f\u328a-\u32b0\u32c0-\u33ff\u4dc0-\u4dff'
                '\ufe10-\ufe19\ufe30-\ufe6b\uffe0-\ufffd\U0001cf50-\U0001d164\U0001d18c-\U0001d1a9'
                '\U0001d1ae-\U0001d241\U0001d300-\U0001d356\U0001d800-\U0001d9ff\U0001f000-\U0001f0f5'
                '\U0001f10d-\U0001fbca]'
            )
        )
        AND octet_length(normalize(value, NFKC)) <= 254
    FROM unnest(ARRAY[value, normalize(value, NFKC)]) AS form (address)
);

COMMENT ON FUNCTION is_email(text) IS 'Whether mail may go to this, by its form alone: name@example.org.';

-- The one that comes is stricter.
-- squawk-ignore ban-drop-constraint
ALTER TABLE users DROP CONSTRAINT users_email_format;
ALTER TABLE users ADD CONSTRAINT users_email_format CHECK (is_email(email)) NOT VALID;

-- What a hashing library wrote, never a password as it is: the forms of tracktion_db.accounts.password_hashes.
-- squawk-ignore ban-drop-constraint
ALTER TABLE users DROP CONSTRAINT users_password_hash_format;
ALTER TABLE users ADD CONSTRAINT users_password_hash_format CHECK (
    octet_length(password_hash) <= 512
    AND password_hash COLLATE "C" ~ (
        '^('
        '(argon2)?[$]argon2(id|i)[$]v=19[$]m=[0-9]{1,10},t=[0-9]{1,10},p=[0-9]{1,8}'
        '[$][A-Za-z0-9+/]{11,86}[$][A-Za-z0-9+/]{22,86}'
        '|(bcrypt(_sha256)?[$])?[$]2[aby][$][0-9]{2}[$][A-Za-z0-9./]{53}'
        '|[$]bcrypt-sha256[$]v=2,t=2b,r=[0-9]{1,2}[$][A-Za-z0-9./]{22}[$][A-Za-z0-9./]{31}'
        '|[$]scrypt[$]ln=[0-9]{1,2},r=[0-9]{1,8},p=[0-9]{1,8}[$][A-Za-z0-9+/]{11,86}[$][A-Za-z0-9+/]{43,86}'
        '|scrypt:[0-9]{1,10}:[0-9]{1,8}:[0-9]{1,8}[$][A-Za-z0-9]{8,64}[$][0-9a-f]{128}'
        '|scrypt[$][0-9]{1,10}[$][A-Za-z0-9]{8,64}[$][0-9]{1,8}[$][0-9]{1,8}[$][A-Za-z0-9+/]{86}=='
        '|pbkdf2:sha(256|512):[0-9]{4,9}[$][A-Za-z0-9]{8,64}[$]([0-9a-f]{64}|[0-9a-f]{128})'
        '|pbkdf2_sha256[$][0-9]{4,9}[$][A-Za-z0-9]{8,64}[$][A-Za-z0-9+/]{43}='
        '|[$]pbkdf2-sha256[$][0-9]{4,9}[$][A-Za-z0-9./]{11,86}[$][A-Za-z0-9./]{43}'
        '|[$]pbkdf2-sha512[$][0-9]{4,9}[$][A-Za-z0-9./]{11,86}[$][A-Za-z0-9./]{86}'
        ')$'
    )
) NOT VALID;

CREATE POLICY sessions_removed_by_key ON sessions FOR DELETE
USING (token_hash = current_setting('app.key', TRUE));

COMMENT ON POLICY sessions_removed_by_key ON sessions IS 'Whoever presents a token may end its session.';

COMMENT ON INDEX sessions_token_hash_unique IS
'accounts.get_session, accounts.extend_session, accounts.remove_session_by_token';
COMMENT ON INDEX sessions_user_id_idx IS
'accounts.list_sessions: newest first; accounts.remove_sessions, accounts.remove_other_sessions, accounts.remove_user; '
'the foreign key.';
