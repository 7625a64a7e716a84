-- Add the tracks whose ids are free, and tell for each row that was given what became of it.
--
-- The n-th elements of the arrays are one track. Rows that were refused before come along, so that one answer has
-- them all in order: the n-th elements of the refused arrays are one of those.
--
-- :param rows: bigint[]  positions in what was given, from 0
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
-- :param refused_rows: bigint[]  positions in what was given, from 0
-- :param refused_outcomes: text[]  conflict or invalid
-- :param refused_ids: uuid[] with nulls  as given; null where there is none
-- :param refused_fields: text[]  what broke a rule
-- :param refused_reasons: text[]  the rule in words
-- :returns: many library.AudioTrackOutcome
-- :waive order: a position is given once, in the one or in the other arrays
WITH given AS MATERIALIZED (
    SELECT
        item.row,
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
    FROM
        unnest(
            :rows::bigint[],
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
        )
            AS item (
                row,
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
    WHERE item.row IS NOT NULL
),
added AS (
    INSERT INTO audio_tracks AS track (
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
        given.id,
        given.status,
        given.title,
        given.artist,
        given.album,
        given.genre,
        given.year,
        given.duration,
        given.channels,
        given.sample_rate,
        given.bitrate,
        given.format,
        given.audio_path,
        given.thumbnail_path,
        given.error_message,
        given.retry_count
    FROM given
    -- Two who add the same ids wait for each other at the first one, and not crosswise.
    ORDER BY given.id ASC
    ON CONFLICT (id) DO NOTHING
    RETURNING track.id
)
SELECT
    given.row,
    CASE WHEN added.id IS NULL THEN 'conflict' ELSE 'saved' END AS outcome,
    given.id,
    CASE WHEN added.id IS NULL THEN 'id' END AS field,
    CASE WHEN added.id IS NULL THEN 'is taken' END AS reason
FROM given
LEFT JOIN added ON given.id = added.id
UNION ALL
SELECT
    refused.row,
    refused.outcome,
    refused.id,
    refused.field,
    refused.reason
FROM
    unnest(
        :refused_rows::bigint[],
        :refused_outcomes::text[],
        :refused_ids::uuid[],
        :refused_fields::text[],
        :refused_reasons::text[]
    ) AS refused (row, outcome, id, field, reason)
WHERE refused.row IS NOT NULL AND refused.outcome IS NOT NULL
ORDER BY row ASC;
