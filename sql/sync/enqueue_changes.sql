-- Tell the graph to look at things again: position i of both arrays is one thing.
--
-- :param kinds: text[]  recording, tracklist, artist, genre or track
-- :param keys: text[]  the uid of its node
-- :returns: count
INSERT INTO graph_outbox (kind, key)
SELECT
    item.kind,
    item.key
FROM unnest(:kinds::text[], :keys::text[]) AS item (kind, key);
