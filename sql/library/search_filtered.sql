-- Find the tracks that few enough filters let through, by all words in whatever order, ranked as steps 1 to 8.
--
-- Planned for the values of each call: which of the status, the year and the words is rare decides the index.
-- So many tracks are ranked, and no more than twice as many looked at. Where there may be more, a row with is_cut
-- stands in front: it is no hit, but one of those.
--
-- :param key: text  the words without gaps
-- :param heads: text[]  the first words without gaps, for every way to part the query in two
-- :param tails: text[]  the rest of the words without gaps, for each head
-- :param plain_words: text[]  the folded words without joints, of all alternatives
-- :param whole: text or null  a tsquery: all words whole; null for none
-- :param prefixes: text or null  a tsquery: all words as prefixes; null for none and for alternatives
-- :param question: text or null  a tsquery for the index: long and rare enough words, or alternatives, and what else is
--   required
-- :param status: text or null  only tracks of this status
-- :param year_from: integer or null  only tracks of this year or later
-- :param year_to: integer or null  only tracks of this year or earlier
-- :param unwanted: text or null  a tsquery that a track must not match
-- :param wanted_parts: text[]  what a track must have as it stands, such as artist:daft punk
-- :param unwanted_parts: text[]  what it must not have so
-- :param after_rank: double precision  rank of the hit that the page follows
-- :param after_first_key: text  first_key of that hit
-- :param after_second_key: text  second_key of that hit
-- :param after_id: uuid  id of that hit
-- :param most_ranked: bigint  tracks at most that are ranked
-- :param row_limit: bigint  hits at most
-- :returns: many library.FoundTrack
-- :access: read
-- :plan: custom  which of the words, the status and the year is rare decides the index
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
-- :waive limit-without-order: a cap: the rows behind it are the table's own, and is_cut reports it
-- :waive index: each filter has its index; a query always has one of them
WITH candidate AS MATERIALIZED (
    SELECT
        seen.id,
        seen.title_key,
        seen.artist_key,
        seen.search_vector,
        seen.is_wanted,
        seen.place = 2 * :most_ranked AS is_last
    FROM (
        SELECT
            t.id,
            t.title_key,
            t.artist_key,
            t.search_vector,
            row_number() OVER () AS place,
            (:prefixes::tsquery IS NULL OR ts_match_vq(t.search_vector, :prefixes::tsquery))
            AND search_admits(
                t.status, t.year, t.search_vector, t.title, t.artist, t.album, t.genre,
                t.title_key, t.artist_key, t.album_key,
                NULL, NULL, NULL, NULL, :unwanted::tsquery, :wanted_parts::text[], :unwanted_parts::text[]
            ) AS is_wanted
        FROM audio_tracks AS t
        WHERE
            (:question::tsquery IS NULL OR t.search_vector @@ :question::tsquery)
            AND (:status::text IS NULL OR t.status = :status)
            AND (:year_from::integer IS NULL OR coalesce(t.year, 0) >= :year_from)
            AND (:year_to::integer IS NULL OR coalesce(t.year, 0) <= :year_to)
        LIMIT 2 * :most_ranked
    ) AS seen
    WHERE seen.is_wanted OR seen.place = 2 * :most_ranked
    LIMIT :most_ranked
),
named AS (
    SELECT
        candidate.id,
        candidate.title_key,
        candidate.artist_key,
        CASE
            WHEN ts_match_vq(candidate.search_vector, :whole::tsquery) IS FALSE
            THEN least(name.step + (name.step = 7)::integer, 8)
            ELSE name.step
        END::smallint AS step,
        search_word_score(candidate.title_key, candidate.artist_key, :plain_words::text[]) AS score
    FROM candidate
    CROSS JOIN
        LATERAL (
            SELECT
                search_name_step(
                    candidate.title_key, candidate.artist_key, :key, :heads::text[], :tails::text[]
                ) AS step
        ) AS name
    WHERE candidate.is_wanted
    -- nothing of the outside is to be put inside: step and score are dear, and would be made more than once
    OFFSET 0
),
hit AS (
    SELECT
        named.id,
        named.step,
        search_rank(named.step, named.score) AS rank,
        CASE WHEN named.step IN (3, 6) THEN named.artist_key ELSE named.title_key END AS first_key,
        CASE WHEN named.step IN (3, 6) THEN named.title_key ELSE named.artist_key END AS second_key
    FROM named
),
answer AS (
    SELECT
        hit.id,
        hit.step,
        hit.rank,
        hit.first_key,
        hit.second_key,
        false AS is_cut
    FROM hit
    WHERE
        (-hit.rank, hit.first_key, hit.second_key, hit.id)
        > (-:after_rank, :after_first_key, :after_second_key, :after_id)
    UNION ALL
    SELECT
        cut.id,
        1::smallint AS step,
        1 AS rank,
        '' AS first_key,
        '' AS second_key,
        true AS is_cut
    FROM (
        SELECT
            candidate.id,
            candidate.is_last,
            row_number() OVER () AS place
        FROM candidate
    ) AS cut
    WHERE cut.is_last OR cut.place = :most_ranked
)
SELECT
    answer.id,
    answer.rank,
    search_tier(answer.step) AS tier,
    answer.first_key,
    answer.second_key,
    answer.is_cut
FROM answer
ORDER BY
    answer.is_cut DESC,
    answer.rank DESC,
    answer.first_key ASC,
    answer.second_key ASC,
    answer.id ASC
LIMIT :row_limit + 1;
