-- List tracks by album, from the end; unknown albums come first, page by page.
--
-- :param status: text or null  PENDING, PROCESSING, COMPLETED or FAILED; null for every status
-- :param genre: text or null  compared folded, as search_key(search_fold()) does; null for every genre and none
-- :param artist: text or null  compared folded; null for every artist and none
-- :param album: text or null  compared folded; null for every album and none
-- :param year_from: integer or null  first year, never an unknown one; null for no limit
-- :param year_to: integer or null  last year, never an unknown one; null for no limit
-- :param after_album_key: text  album_key of the row that the page follows; 161 times U+10FFFF for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page library.AudioTrackByAlbum
-- :access: read
-- :plan: custom  a filter that is null falls out of the plan, and how rare a value is decides between the index of
--     the order and that of the filter
-- :waive read-only: search_fold and search_lexemes compute text from text; they read and write no table
SELECT
    track.id,
    track.status,
    track.title,
    track.artist,
    track.album,
    track.genre,
    track.year,
    track.duration,
    track.channels,
    track.sample_rate,
    track.bitrate,
    track.format,
    track.audio_path,
    track.thumbnail_path,
    track.error_message,
    track.retry_count,
    track.created_at,
    track.updated_at,
    track.album_key
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
    AND (:year_to::integer IS NULL OR coalesce(track.year, 0) BETWEEN 1 AND :year_to)
    AND (track.album_key, track.id) < (:after_album_key, :after_id)
ORDER BY
    track.album_key DESC,
    track.id DESC
LIMIT :row_limit + 1;
