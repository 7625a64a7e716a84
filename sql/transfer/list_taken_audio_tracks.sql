-- Which of these rows cannot be added, because a track has their id already.
--
-- :param ids: uuid[]  each given to one track
-- :returns: many transfer.Taken
-- :access: read
-- :waive order: WITH ORDINALITY numbers each given row once, and one track has its id
SELECT
    item.number - 1 AS row,
    'id' AS field
FROM unnest(:ids::uuid[]) WITH ORDINALITY AS item (id, number)
INNER JOIN audio_tracks AS track ON item.id = track.id
ORDER BY row ASC;
