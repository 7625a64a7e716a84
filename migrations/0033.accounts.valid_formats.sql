-- The rules of 0026 and 0031 hold for the users who were there before. Others read and write meanwhile.
--
-- Where one does not fit this fails and changes nothing; until it is put right that row can be removed, not updated.
-- Which ones these are is shown to a superuser, or to the owner in a transaction that begins with ALTER TABLE users NO
-- FORCE ROW LEVEL SECURITY and ends with FORCE: SELECT id FROM users WHERE NOT is_email(email) OR NOT
-- is_unicode_14(email) OR NOT is_unicode_14(username).
--
-- depends: 0032.shared.fixed_paths

ALTER TABLE users VALIDATE CONSTRAINT users_email_format;
ALTER TABLE users VALIDATE CONSTRAINT users_password_hash_format;
ALTER TABLE users VALIDATE CONSTRAINT users_email_unicode;
ALTER TABLE users VALIDATE CONSTRAINT users_username_unicode;
