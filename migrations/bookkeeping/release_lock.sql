-- Give the lock of bookkeeping.take_lock back.
--
-- :returns: one
SELECT pg_advisory_unlock(hashtext('tracktion_db migrations'), hashtext(current_schema()));
