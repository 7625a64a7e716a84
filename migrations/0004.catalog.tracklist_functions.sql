-- What a track of a tracklist may look like, in two functions that constraints and statements share.
--
-- Both are immutable, never raise, and have bodies that PostgreSQL parses once, here: they depend on no search_path.
--
-- depends: 0003.catalog.metadata

-- Digits are spelled out ([0-9], not \d), because other scripts have digits that numeric does not read. Nine
-- digits of minutes are 1,900 years: more cannot be a start, and cannot overflow.
CREATE FUNCTION tracklist_start_seconds(start_time jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN jsonb_typeof(start_time) = 'number' THEN
        CASE WHEN start_time::numeric >= 0 THEN start_time::numeric END
    WHEN (start_time #>> '{}') ~ '^[0-9]{1,9}:[0-5][0-9]$' THEN
        split_part(start_time #>> '{}', ':', 1)::numeric * 60
        + split_part(start_time #>> '{}', ':', 2)::numeric
    WHEN (start_time #>> '{}') ~ '^[0-9]{1,9}:[0-5][0-9]:[0-5][0-9]$' THEN
        split_part(start_time #>> '{}', ':', 1)::numeric * 3600
        + split_part(start_time #>> '{}', ':', 2)::numeric * 60
        + split_part(start_time #>> '{}', ':', 3)::numeric
END;

COMMENT ON FUNCTION tracklist_start_seconds(jsonb) IS
'Seconds from the start of the set: of "mm:ss" (any number of minutes), "hh:mm:ss" or a number of seconds; else null.';

-- What is no array is read as one track that is none: a set-returning function must not be handed a scalar.
-- Title and artist being strings says that the track is an object: anything else has no such keys. A start that
-- is missing or null is unknown; those that are given are compared with the latest one so far.
CREATE FUNCTION tracklist_tracks_are_valid(tracks jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT
        coalesce(
            bool_and(
                track.title_type IS NOT DISTINCT FROM 'string'
                AND track.artist_type IS NOT DISTINCT FROM 'string'
                AND (track.start_seconds IS NOT NULL OR track.start_type IS NULL OR track.start_type = 'null')
                AND (track.start_seconds IS NULL OR track.start_seconds >= track.latest_seconds)
            ),
            true
        )
    FROM (
        SELECT
            jsonb_typeof(entry.track -> 'title') AS title_type,
            jsonb_typeof(entry.track -> 'artist') AS artist_type,
            jsonb_typeof(entry.track -> 'start_time') AS start_type,
            tracklist_start_seconds(entry.track -> 'start_time') AS start_seconds,
            max(tracklist_start_seconds(entry.track -> 'start_time')) OVER (ORDER BY entry.position) AS latest_seconds
        FROM jsonb_array_elements(
            CASE jsonb_typeof(tracks) WHEN 'array' THEN tracks ELSE '[null]'::jsonb END
        ) WITH ORDINALITY AS entry (track, position)
    ) AS track
);

COMMENT ON FUNCTION tracklist_tracks_are_valid(jsonb) IS
'Whether this is an array of objects with title and artist, whose start times are times and never go backwards.';
