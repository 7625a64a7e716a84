-- Fold names as search does: what sounds alike is one artist, one genre, one track.
--
-- :param names: text[]  each once
-- :returns: many sync.FoldedName
-- :access: read
-- :waive read-only: folding is plpgsql without statements that write
-- :waive order: the names are given each once
SELECT
    item.name,
    coalesce(search_fold(item.name), '') AS words,
    coalesce(search_key(search_fold(item.name)), '') AS key
FROM unnest(:names::text[]) AS item (name)
ORDER BY item.name;
