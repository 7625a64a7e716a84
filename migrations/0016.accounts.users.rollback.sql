-- Takes back 0016.accounts.users, with every user in it.

DROP TABLE users;
DROP FUNCTION account_key(text);
