-- Takes back 0017.accounts.sessions, with every session in it: everybody signs in again.

DROP TABLE sessions;
