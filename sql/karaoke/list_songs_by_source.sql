-- List the songs of one source, the newest first, page by page.
--
-- = ANY and the source in ORDER BY keep one plan for all sources on the index of this list, as in
-- catalog.list_recordings_by_status: none ever walks over all songs to find those of a rare source.
--
-- :param source: text  youtube, upload or local
-- :param after_date_added: timestamptz  date_added of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page karaoke.Song
-- :access: read
SELECT
    song.id,
    song.title,
    song.artist,
    song.album,
    song.source,
    song.youtube_id,
    song.file_path,
    song.vocals_path,
    song.instrumental_path,
    song.lyrics,
    song.date_added,
    song.created_at,
    song.updated_at
FROM songs AS song
WHERE
    song.source = ANY(ARRAY[:source]::text[])
    AND (song.date_added, song.id) < (:after_date_added, :after_id)
ORDER BY
    song.source DESC,
    song.date_added DESC,
    song.id DESC
LIMIT :row_limit + 1;
