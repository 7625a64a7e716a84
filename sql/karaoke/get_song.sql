-- Find one song by its id.
--
-- :param song_id: uuid  the song
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
WHERE song.id = :song_id;
