-- Add one tracklist.
--
-- :param recording_id: uuid or null  the recording of the set; null when it is not on disk
-- :param title: text or null  1 to 500 characters
-- :param artist: text or null  1 to 255 characters
-- :param source: text  who says so (manual, 1001tracklists.com, ...), 1 to 255 characters
-- :param source_url: text or null  1 to 2,048 characters
-- :param tracks: jsonb  array of {"title", "artist", "start_time", ...} in playing order
-- :param metadata: jsonb  what else the source says about the set; an object
-- :param total_duration: integer or null  seconds; null when not known
-- :param cue_file_path: text or null  absolute path of the cue sheet, 1 to 4,096 bytes
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: one catalog.Tracklist
INSERT INTO tracklists AS tracklist (
    recording_id,
    title,
    artist,
    source,
    source_url,
    tracks,
    metadata,
    total_duration,
    cue_file_path,
    correlation_id
)
VALUES (
    :recording_id,
    :title,
    :artist,
    :source,
    :source_url,
    :tracks,
    :metadata,
    :total_duration,
    :cue_file_path,
    :correlation_id
)
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
