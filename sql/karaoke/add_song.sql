-- Add one song.
--
-- :param title: text  1 to 1,000 characters
-- :param artist: text or null  1 to 1,000 characters; null when not known
-- :param album: text or null  1 to 1,000 characters; null when not known
-- :param source: text  youtube, upload or local
-- :param youtube_id: text or null  11 characters of A-Z, a-z, 0-9, _ and -; null for none
-- :param file_path: text or null  the song as it came, 1 to 4,096 bytes
-- :param vocals_path: text or null  the voice alone, 1 to 4,096 bytes
-- :param instrumental_path: text or null  the music without the voice, 1 to 4,096 bytes
-- :param lyrics: text or null  at most 1,000,000 characters
-- :param date_added: timestamptz or null  when it came into the collection; null for now
-- :returns: one karaoke.Song
INSERT INTO songs AS song (
    title,
    artist,
    album,
    source,
    youtube_id,
    file_path,
    vocals_path,
    instrumental_path,
    lyrics,
    date_added
)
VALUES (
    :title,
    :artist,
    :album,
    :source,
    :youtube_id,
    :file_path,
    :vocals_path,
    :instrumental_path,
    :lyrics,
    coalesce(:date_added, now())
)
RETURNING
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
    song.updated_at;
