-- Drop all prepared statements of this session.
--
-- :returns: nothing
SELECT forget_plans() AS done;
