-- Take the lock that lets one migration run at a time work on this schema, if it is free.
--
-- A lock of the session: it goes when the session goes, however the client died.
--
-- :returns: one
SELECT pg_try_advisory_lock(hashtext('tracktion_db migrations'), hashtext(current_schema()));
