-- The rules of 0026 and 0031 hold for the users who were there before. Others read and write meanwhile.
--
-- Where one does not fit this fails: SELECT id FROM users WHERE NOT is_email(email), and NOT is_unicode_14(username).
--
-- depends: 0032.shared.fixed_paths

ALTER TABLE users VALIDATE CONSTRAINT users_email_format;
ALTER TABLE users VALIDATE CONSTRAINT users_password_hash_format;
ALTER TABLE users VALIDATE CONSTRAINT users_email_unicode;
ALTER TABLE users VALIDATE CONSTRAINT users_username_unicode;
