-- Add tracklists, all or none: the n-th elements of the arrays are one tracklist.
--
-- :param recording_ids: uuid[] with nulls  the recordings of the sets; null where a set is not on disk
-- :param titles: text[] with nulls  1 to 500 characters, or null
-- :param artists: text[] with nulls  1 to 255 characters, or null
-- :param sources: text[]  who says so, 1 to 255 characters each
-- :param source_urls: text[] with nulls  1 to 2,048 characters, or null
-- :param tracks: jsonb[]  arrays of {"title", "artist", "start_time", ...} in playing order
-- :param metadata: jsonb[]  objects
-- :param total_durations: integer[] with nulls  seconds; null where not known
-- :param cue_file_paths: text[] with nulls  1 to 4,096 bytes, or null
-- :param correlation_ids: uuid[] with nulls  the events that the rows are written for; null where there is none
-- :returns: count
INSERT INTO tracklists (
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
SELECT
    item.recording_id,
    item.title,
    item.artist,
    item.source,
    item.source_url,
    item.tracks,
    item.metadata,
    item.total_duration,
    item.cue_file_path,
    item.correlation_id
FROM unnest(
    :recording_ids::uuid[],
    :titles::text[],
    :artists::text[],
    :sources::text[],
    :source_urls::text[],
    :tracks::jsonb[],
    :metadata::jsonb[],
    :total_durations::integer[],
    :cue_file_paths::text[],
    :correlation_ids::uuid[]
) AS item (
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
);
