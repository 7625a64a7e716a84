-- Change the named columns of one song; the others stay as they are.
--
-- :param song_id: uuid  the song
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param title: text or null  1 to 1,000 characters
-- :param artist: text or null  1 to 1,000 characters; null when not known
-- :param album: text or null  1 to 1,000 characters; null when not known
-- :param source: text or null  youtube, upload or local
-- :param youtube_id: text or null  11 characters of A-Z, a-z, 0-9, _ and -; null for none
-- :param file_path: text or null  the song as it came, 1 to 4,096 bytes
-- :param vocals_path: text or null  the voice alone, 1 to 4,096 bytes
-- :param instrumental_path: text or null  the music without the voice, 1 to 4,096 bytes
-- :param lyrics: text or null  at most 1,000,000 characters
-- :param date_added: timestamptz or null  when it came into the collection
-- :returns: one karaoke.Song
UPDATE songs AS song
SET
    title = CASE WHEN 'title' = ANY(:changed) THEN :title ELSE song.title END,
    artist = CASE WHEN 'artist' = ANY(:changed) THEN :artist ELSE song.artist END,
    album = CASE WHEN 'album' = ANY(:changed) THEN :album ELSE song.album END,
    source = CASE WHEN 'source' = ANY(:changed) THEN :source ELSE song.source END,
    youtube_id = CASE WHEN 'youtube_id' = ANY(:changed) THEN :youtube_id ELSE song.youtube_id END,
    file_path = CASE WHEN 'file_path' = ANY(:changed) THEN :file_path ELSE song.file_path END,
    vocals_path = CASE WHEN 'vocals_path' = ANY(:changed) THEN :vocals_path ELSE song.vocals_path END,
    instrumental_path
    = CASE WHEN 'instrumental_path' = ANY(:changed) THEN :instrumental_path ELSE song.instrumental_path END,
    lyrics = CASE WHEN 'lyrics' = ANY(:changed) THEN :lyrics ELSE song.lyrics END,
    date_added = CASE WHEN 'date_added' = ANY(:changed) THEN :date_added ELSE song.date_added END
WHERE song.id = :song_id
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
