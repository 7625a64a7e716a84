-- Find the track that plays at one moment of a tracklist: the last one that has started by then.
--
-- No row before the first start, after the total duration where it is known, and for an unknown tracklist. Tracks
-- whose start is not known are passed over; of equal starts the later track counts.
--
-- :param tracklist_id: uuid  the tracklist
-- :param second: numeric  seconds from the start of the set
-- :returns: at most one catalog.PlayingTrack
-- :access: read
SELECT
    entry.position - 1 AS position,
    tracklist_start_seconds(entry.track -> 'start_time') AS start_second,
    entry.track
FROM tracklists AS tracklist
CROSS JOIN LATERAL jsonb_array_elements(tracklist.tracks) WITH ORDINALITY AS entry (track, position)
WHERE
    tracklist.id = :tracklist_id
    AND tracklist_start_seconds(entry.track -> 'start_time') <= :second
    AND (tracklist.total_duration >= :second OR tracklist.total_duration IS NULL)
ORDER BY entry.position DESC
LIMIT 1;
