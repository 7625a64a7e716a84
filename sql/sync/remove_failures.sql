-- Forget the failures of what the graph has taken now; position i of both arrays is one thing.
--
-- :param kinds: text[]  of the things
-- :param keys: text[]  their uids
-- :returns: count
DELETE FROM graph_failures AS failure
USING unnest(:kinds::text[], :keys::text[]) AS item (kind, key)
WHERE failure.kind = item.kind AND failure.key = item.key;
