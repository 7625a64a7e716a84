-- Find the song of a YouTube video.
--
-- :param youtube_id: text  the video, 11 characters
-- :returns: at most one karaoke.Song
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
WHERE song.youtube_id = :youtube_id;
