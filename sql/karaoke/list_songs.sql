-- List all songs, the newest first, page by page.
--
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
WHERE (song.date_added, song.id) < (:after_date_added, :after_id)
ORDER BY
    song.date_added DESC,
    song.id DESC
LIMIT :row_limit + 1;
