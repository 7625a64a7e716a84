-- Add tracks, all or none: the n-th elements of the arrays are one track.
--
-- :param ids: uuid[]  of one track alone
-- :param statuses: text[]  PENDING, PROCESSING, COMPLETED or FAILED
-- :param titles: text[]  1 to 1,000 characters
-- :param artists: text[] with nulls  1 to 1,000 characters; null where not known
-- :param albums: text[] with nulls  1 to 1,000 characters; null where not known
-- :param genres: text[] with nulls  1 to 255 characters; null where not known
-- :param years: smallint[] with nulls  1800 to 2100; null where not known
-- :param durations: double precision[] with nulls  seconds, below 1e9; null where not known
-- :param channel_counts: smallint[] with nulls  1 to 16; null where not known
-- :param sample_rates: integer[] with nulls  Hz; null where not known
-- :param bitrates: integer[] with nulls  bits per second; null where not known
-- :param formats: text[] with nulls  of the file, 1 to 50 characters; null where not known
-- :param audio_paths: text[] with nulls  gs://bucket/object or absolute path, up to 4,096 bytes; null where unknown
-- :param thumbnail_paths: text[] with nulls  gs://bucket/object or absolute path, up to 4,096 bytes; null where unknown
-- :param error_messages: text[] with nulls  why processing failed, up to 2,000 characters; null if it did not
-- :param retry_counts: integer[]  how often processing was started again
-- :returns: count
INSERT INTO audio_tracks (
    id,
    status,
    title,
    artist,
    album,
    genre,
    year,
    duration,
    channels,
    sample_rate,
    bitrate,
    format,
    audio_path,
    thumbnail_path,
    error_message,
    retry_count
)
SELECT
    item.id,
    item.status,
    item.title,
    item.artist,
    item.album,
    item.genre,
    item.year,
    item.duration,
    item.channels,
    item.sample_rate,
    item.bitrate,
    item.format,
    item.audio_path,
    item.thumbnail_path,
    item.error_message,
    item.retry_count
FROM unnest(
    :ids::uuid[],
    :statuses::text[],
    :titles::text[],
    :artists::text[],
    :albums::text[],
    :genres::text[],
    :years::smallint[],
    :durations::double precision[],
    :channel_counts::smallint[],
    :sample_rates::integer[],
    :bitrates::integer[],
    :formats::text[],
    :audio_paths::text[],
    :thumbnail_paths::text[],
    :error_messages::text[],
    :retry_counts::integer[]
) AS item (
    id,
    status,
    title,
    artist,
    album,
    genre,
    year,
    duration,
    channels,
    sample_rate,
    bitrate,
    format,
    audio_path,
    thumbnail_path,
    error_message,
    retry_count
);
