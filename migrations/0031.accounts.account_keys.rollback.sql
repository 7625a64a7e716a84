-- Takes back 0031.accounts.account_keys.

ALTER TABLE users DROP CONSTRAINT users_username_unicode;
ALTER TABLE users DROP CONSTRAINT users_email_unicode;

COMMENT ON FUNCTION account_key(text) IS
'An e-mail or user name without case, Unicode form and what nobody sees: what is unique, and what a sign-in looks for.';

DROP FUNCTION is_unicode_14(text);
