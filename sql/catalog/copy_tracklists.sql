-- Add many tracklists, all or none, in COPY's binary format.
--
-- :param recording_id: uuid  the recording of the set; null when it is not on disk
-- :param title: text  1 to 500 characters, or null
-- :param artist: text  1 to 255 characters, or null
-- :param source: text  who says so (manual, 1001tracklists.com, ...), 1 to 255 characters
-- :param source_url: text  1 to 2,048 characters, or null
-- :param tracks: jsonb  array of {"title", "artist", "start_time", ...} in playing order
-- :param metadata: jsonb  what else the source says about the set; an object
-- :param total_duration: integer  seconds; null when not known
-- :param cue_file_path: text  absolute path of the cue sheet, 1 to 4,096 bytes, or null
-- :param correlation_id: uuid  the event that this is written for, or null
-- :returns: count
COPY tracklists (
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
) FROM STDIN (FORMAT BINARY);
