-- Find the tracks whose title, artist, or both as a whole are what was typed, or begin with it (steps 1 to 6).
--
-- A slice is a stretch of the index over titles or of the one over artists, from behind a name up to another one. Of
-- each slice so many tracks are looked at and no more. Where filters let too few of them through, a row with is_cut
-- stands in front: it is no hit but the track at which a slice was left, and library.search_filtered has the rest.
-- What is given goes through a CTE: the planner does not see values there, makes one plan for all of them and keeps it,
-- where planning each call would take longer than most of them.
--
-- :param key: text  the words without gaps
-- :param heads: text[]  the first words without gaps, for every way to part the query in two
-- :param tails: text[]  the rest of the words without gaps, for each head
-- :param prefixes: text or null  a tsquery: all words as prefixes, where longer names must have the words apart, too
-- :param title_from: text[]  slices by title: behind this title ...
-- :param title_artist_from: text[]  ... of this artist ...
-- :param title_id_from: uuid[]  ... and this id ...
-- :param title_to: text[]  ... and before this title ...
-- :param title_artist_to: text[]  ... of this artist
-- :param title_steps: smallint[]  the step of its exact names; that of its longer names is 5 for 1, 4 for 2
-- :param artist_from: text[]  slices by artist: behind this artist ...
-- :param artist_title_from: text[]  ... with this title ...
-- :param artist_id_from: uuid[]  ... and this id ...
-- :param artist_to: text[]  ... and before this artist ...
-- :param artist_title_to: text[]  ... with this title
-- :param artist_steps: smallint[]  the step of its exact names; that of its longer names is 6 for 3, 4 for 2
-- :param status: text or null  only tracks of this status
-- :param year_from: integer or null  only tracks of this year or later
-- :param year_to: integer or null  only tracks of this year or earlier
-- :param required: text or null  a tsquery that a track must match
-- :param unwanted: text or null  a tsquery that a track must not match
-- :param wanted_parts: text[]  what a track must have as it stands, such as artist:daft punk
-- :param unwanted_parts: text[]  what it must not have so
-- :param most_seen: bigint  tracks at most that are looked at in each slice
-- :param row_limit: bigint  hits at most
-- :returns: many library.FoundTrack
-- :access: read
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
-- :waive order: DISTINCT leaves a track once, since its step follows from its name; is_cut tells the one row beside
WITH given AS MATERIALIZED (
    SELECT
        :key::text AS key,
        :heads::text[] AS heads,
        :tails::text[] AS tails,
        :prefixes::tsquery AS prefixes,
        :title_from::text[] AS title_from,
        :title_artist_from::text[] AS title_artist_from,
        :title_id_from::uuid[] AS title_id_from,
        :title_to::text[] AS title_to,
        :title_artist_to::text[] AS title_artist_to,
        :title_steps::smallint[] AS title_steps,
        :artist_from::text[] AS artist_from,
        :artist_title_from::text[] AS artist_title_from,
        :artist_id_from::uuid[] AS artist_id_from,
        :artist_to::text[] AS artist_to,
        :artist_title_to::text[] AS artist_title_to,
        :artist_steps::smallint[] AS artist_steps,
        :status::text AS status,
        :year_from::integer AS year_from,
        :year_to::integer AS year_to,
        :required::tsquery AS required,
        :unwanted::tsquery AS unwanted,
        :wanted_parts::text[] AS wanted_parts,
        :unwanted_parts::text[] AS unwanted_parts,
        :most_seen::bigint AS most_seen,
        :row_limit::bigint AS row_limit
),
walked AS MATERIALIZED (
    SELECT
        track.id,
        track.title_key,
        track.artist_key,
        track.step,
        track.is_wanted,
        track.is_last
    FROM given
    CROSS JOIN
        unnest(
            given.title_from,
            given.title_artist_from,
            given.title_id_from,
            given.title_to,
            given.title_artist_to,
            given.title_steps
        ) AS slice (title_from, artist_from, id_from, title_to, artist_to, step)
    CROSS JOIN
        LATERAL (
            SELECT
                seen.id,
                seen.title_key,
                seen.artist_key,
                named.step,
                wanted.is_wanted,
                seen.is_last
            FROM (
                SELECT
                    t.id,
                    t.title_key,
                    t.artist_key,
                    row_number() OVER (ORDER BY t.title_key, t.artist_key, t.id) = given.most_seen AS is_last,
                    search_admits(
                        t.status, t.year, t.search_vector, t.title, t.artist, t.album, t.genre,
                        t.title_key, t.artist_key, t.album_key,
                        given.status, given.year_from, given.year_to,
                        given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                    ) AS is_admitted,
                    given.prefixes IS NULL OR ts_match_vq(t.search_vector, given.prefixes) AS has_words
                FROM audio_tracks AS t
                WHERE
                    (t.title_key, t.artist_key, t.id) > (slice.title_from, slice.artist_from, slice.id_from)
                    AND (t.title_key, t.artist_key) < (slice.title_to, slice.artist_to)
                ORDER BY
                    t.title_key ASC,
                    t.artist_key ASC,
                    t.id ASC
                LIMIT (SELECT given.most_seen FROM given)
            ) AS seen
            CROSS JOIN
                LATERAL (
                    SELECT search_name_step(
                        seen.title_key, seen.artist_key, given.key, given.heads, given.tails
                    ) AS step
                ) AS named
            CROSS JOIN
                LATERAL (
                    SELECT
                        seen.is_admitted
                        AND named.step IN (slice.step, CASE slice.step WHEN 1 THEN 5 ELSE 4 END)
                        AND (named.step <= 4 OR seen.has_words) AS is_wanted
                ) AS wanted
            WHERE wanted.is_wanted OR seen.is_last
            ORDER BY
                seen.title_key ASC,
                seen.artist_key ASC,
                seen.id ASC
            LIMIT (SELECT given.row_limit FROM given)
        ) AS track
    UNION ALL
    SELECT
        track.id,
        track.title_key,
        track.artist_key,
        track.step,
        track.is_wanted,
        track.is_last
    FROM given
    CROSS JOIN
        unnest(
            given.artist_from,
            given.artist_title_from,
            given.artist_id_from,
            given.artist_to,
            given.artist_title_to,
            given.artist_steps
        ) AS slice (artist_from, title_from, id_from, artist_to, title_to, step)
    CROSS JOIN LATERAL (
        SELECT
            seen.id,
            seen.title_key,
            seen.artist_key,
            named.step,
            wanted.is_wanted,
            seen.is_last
        FROM (
            SELECT
                t.id,
                t.title_key,
                t.artist_key,
                row_number() OVER (ORDER BY t.artist_key, t.title_key, t.id) = given.most_seen AS is_last,
                search_admits(
                    t.status, t.year, t.search_vector, t.title, t.artist, t.album, t.genre,
                    t.title_key, t.artist_key, t.album_key,
                    given.status, given.year_from, given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                ) AS is_admitted,
                given.prefixes IS NULL OR ts_match_vq(t.search_vector, given.prefixes) AS has_words
            FROM audio_tracks AS t
            WHERE
                (t.artist_key, t.title_key, t.id) > (slice.artist_from, slice.title_from, slice.id_from)
                AND (t.artist_key, t.title_key) < (slice.artist_to, slice.title_to)
            ORDER BY
                t.artist_key ASC,
                t.title_key ASC,
                t.id ASC
            LIMIT (SELECT given.most_seen FROM given)
        ) AS seen
        CROSS JOIN
            LATERAL (
                SELECT search_name_step(
                    seen.title_key, seen.artist_key, given.key, given.heads, given.tails
                ) AS step
            ) AS named
        CROSS JOIN
            LATERAL (
                SELECT
                    seen.is_admitted
                    AND named.step IN (slice.step, CASE slice.step WHEN 3 THEN 6 ELSE 4 END)
                    AND (named.step <= 4 OR seen.has_words) AS is_wanted
            ) AS wanted
        WHERE wanted.is_wanted OR seen.is_last
        ORDER BY
            seen.artist_key ASC,
            seen.title_key ASC,
            seen.id ASC
        LIMIT (SELECT given.row_limit FROM given)
    ) AS track
),
cut AS (
    SELECT walked.id
    FROM walked
    WHERE walked.is_last
    ORDER BY walked.id ASC
    LIMIT 1
),
hit AS (
    SELECT DISTINCT
        walked.id,
        walked.step,
        search_rank(walked.step, 1) AS rank,
        CASE WHEN walked.step IN (3, 6) THEN walked.artist_key ELSE walked.title_key END AS first_key,
        CASE WHEN walked.step IN (3, 6) THEN walked.title_key ELSE walked.artist_key END AS second_key,
        false AS is_cut
    FROM walked
    WHERE walked.is_wanted
    UNION ALL
    SELECT
        cut.id,
        1::smallint AS step,
        1 AS rank,
        '' AS first_key,
        '' AS second_key,
        true AS is_cut
    FROM cut
)
SELECT
    hit.id,
    hit.rank,
    search_tier(hit.step) AS tier,
    hit.first_key,
    hit.second_key,
    hit.is_cut
FROM hit
ORDER BY
    hit.is_cut DESC,
    hit.rank DESC,
    hit.first_key ASC,
    hit.second_key ASC,
    hit.id ASC
LIMIT (SELECT given.row_limit + 1 FROM given);
