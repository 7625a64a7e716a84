-- Count the tracks that these filters leave.
--
-- :param status: text or null  PENDING, PROCESSING, COMPLETED or FAILED; null for every status
-- :param genre: text or null  compared folded, as search_key(search_fold()) does; null for every genre and none
-- :param artist: text or null  compared folded; null for every artist and none
-- :param album: text or null  compared folded; null for every album and none
-- :param year_from: integer or null  first year, never an unknown one; null for no limit
-- :param year_to: integer or null  last year, never an unknown one; null for no limit
-- :returns: one library.AudioTrackTotal
-- :access: read
-- :plan: custom  a filter that is null falls out of the plan
-- :waive read-only: search_fold and search_lexemes compute text from text; they read and write no table
-- :waive index: planned for the values of each call: a filter that is asked for has its index, and without any all
--     rows are counted
SELECT count(*) AS tracks
FROM audio_tracks AS track
WHERE
    (:status::text IS NULL OR track.status = :status)
    AND (
        :genre::text IS NULL
        OR (
            track.search_vector @@ search_genre(:genre)
            -- CASE, because of a plain equation that has no statistics the planner expects next to no rows.
            AND CASE WHEN search_key(search_fold(track.genre)) = search_key(search_fold(:genre)) THEN true END
        )
    )
    AND (:artist::text IS NULL OR (track.artist_key = search_key(search_fold(:artist)) AND track.artist IS NOT NULL))
    AND (:album::text IS NULL OR (track.album_key = search_key(search_fold(:album)) AND track.album IS NOT NULL))
    AND (:year_from::integer IS NULL OR coalesce(track.year, 0) >= greatest(:year_from, 1))
    AND (:year_to::integer IS NULL OR coalesce(track.year, 0) BETWEEN 1 AND :year_to);
