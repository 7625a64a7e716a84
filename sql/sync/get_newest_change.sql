-- Find out how far the outbox reaches, for whoever waits until it is done.
--
-- :returns: one sync.Position
-- :access: read
SELECT coalesce(max(change.id), 0) AS id
FROM graph_outbox AS change;
