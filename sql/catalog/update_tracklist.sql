-- Change the named columns of one tracklist; the others stay as they are.
--
-- :param tracklist_id: uuid  the tracklist
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param recording_id: uuid or null  the recording of the set; null when it is not on disk
-- :param title: text or null  1 to 500 characters
-- :param artist: text or null  1 to 255 characters
-- :param source: text or null  who says so (manual, 1001tracklists.com, ...), 1 to 255 characters
-- :param source_url: text or null  1 to 2,048 characters
-- :param tracks: jsonb or null  array of {"title", "artist", "start_time", ...} in playing order
-- :param metadata: jsonb or null  what else the source says about the set; an object
-- :param total_duration: integer or null  seconds; null when not known
-- :param cue_file_path: text or null  absolute path of the cue sheet, 1 to 4,096 bytes
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: one catalog.Tracklist
UPDATE tracklists AS tracklist
SET
    recording_id = CASE WHEN 'recording_id' = ANY(:changed) THEN :recording_id ELSE tracklist.recording_id END,
    title = CASE WHEN 'title' = ANY(:changed) THEN :title ELSE tracklist.title END,
    artist = CASE WHEN 'artist' = ANY(:changed) THEN :artist ELSE tracklist.artist END,
    source = CASE WHEN 'source' = ANY(:changed) THEN :source ELSE tracklist.source END,
    source_url = CASE WHEN 'source_url' = ANY(:changed) THEN :source_url ELSE tracklist.source_url END,
    tracks = CASE WHEN 'tracks' = ANY(:changed) THEN :tracks ELSE tracklist.tracks END,
    metadata = CASE WHEN 'metadata' = ANY(:changed) THEN :metadata ELSE tracklist.metadata END,
    total_duration = CASE
        WHEN 'total_duration' = ANY(:changed) THEN :total_duration ELSE tracklist.total_duration
    END,
    cue_file_path = CASE WHEN 'cue_file_path' = ANY(:changed) THEN :cue_file_path ELSE tracklist.cue_file_path END,
    correlation_id = CASE WHEN 'correlation_id' = ANY(:changed) THEN :correlation_id ELSE tracklist.correlation_id END
WHERE tracklist.id = :tracklist_id
RETURNING
    tracklist.id,
    tracklist.recording_id,
    tracklist.title,
    tracklist.artist,
    tracklist.source,
    tracklist.source_url,
    tracklist.tracks,
    tracklist.metadata,
    tracklist.track_count,
    tracklist.total_duration,
    tracklist.cue_file_path,
    tracklist.correlation_id,
    tracklist.created_at,
    tracklist.updated_at;
