-- Find the tracks that have most of the words (step 9), or words that were mistyped (step 10).
--
-- Only where no track is found so are most of the words looked for with every neighbour. What was probably meant comes
-- first as a name. At most 200 tracks of each kind are looked at and 200 ranked. Where there may be more, a row with
-- is_cut stands in front: it is no hit, but one of those.
-- What is given goes through a CTE: the planner does not see values there, makes one plan for all of them and keeps it,
-- where planning each call would take longer than most of them.
--
-- :param may_miss: integer  words that a track may lack
-- :param own: text[]  for each word a tsquery: the word as typed
-- :param near: text[] with nulls  for each word a tsquery: its neighbours; null for none
-- :param nearer: text[] with nulls  for each word a tsquery: its neighbours at one slip; null for none
-- :param every_word: text or null  a tsquery: every word or a neighbour of it
-- :param most_words: text or null  a tsquery: enough of the rarest words as typed
-- :param most_near: text or null  a tsquery: enough of the rarest words, or neighbours of them
-- :param forms: text[]  the words and their neighbours without joints, the longest first
-- :param key: text  what was probably meant, without gaps
-- :param heads: text[]  the first words of it without gaps, for every way to part it in two
-- :param tails: text[]  the rest of it without gaps, for each head
-- :param status: text or null  only tracks of this status
-- :param year_from: integer or null  only tracks of this year or later
-- :param year_to: integer or null  only tracks of this year or earlier
-- :param required: text or null  a tsquery that a track must match
-- :param unwanted: text or null  a tsquery that a track must not match
-- :param wanted_parts: text[]  what a track must have as it stands, such as artist:daft punk
-- :param unwanted_parts: text[]  what it must not have so
-- :param after_rank: double precision  rank of the hit that the page follows
-- :param after_first_key: text  first_key of that hit
-- :param after_second_key: text  second_key of that hit
-- :param after_id: uuid  id of that hit
-- :param row_limit: bigint  hits at most
-- :returns: many library.FoundTrack
-- :access: read
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
-- :waive limit-without-order: a cap, which is_cut reports
-- :waive none-useless near: null asks for nothing, and an empty tsquery would be told to everybody by a notice
-- :waive none-useless nearer: the same
-- :waive none-useless every_word: the same
-- :waive none-useless most_words: the same
-- :waive none-useless most_near: the same
-- :waive order: there are last candidates only where there are no first ones
WITH given AS MATERIALIZED (
    SELECT
        :may_miss::integer AS may_miss,
        :own::tsquery[] AS own,
        :near::tsquery[] AS near,
        :nearer::tsquery[] AS nearer,
        :every_word::tsquery AS every_word,
        :most_words::tsquery AS most_words,
        :most_near::tsquery AS most_near,
        :forms::text[] AS forms,
        :key::text AS key,
        :heads::text[] AS heads,
        :tails::text[] AS tails,
        :status::text AS status,
        :year_from::integer AS year_from,
        :year_to::integer AS year_to,
        :required::tsquery AS required,
        :unwanted::tsquery AS unwanted,
        :wanted_parts::text[] AS wanted_parts,
        :unwanted_parts::text[] AS unwanted_parts,
        :after_rank::double precision AS after_rank,
        :after_first_key::text AS after_first_key,
        :after_second_key::text AS after_second_key,
        :after_id::uuid AS after_id,
        :row_limit::bigint AS row_limit
),
candidate AS MATERIALIZED (
    SELECT DISTINCT
        likely.id,
        likely.title_key,
        likely.artist_key,
        likely.search_vector
    FROM (
        (
            SELECT
                t.id,
                t.title_key,
                t.artist_key,
                t.search_vector
            FROM given
            CROSS JOIN audio_tracks AS t
            WHERE
                t.title_key = given.key
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    t.title_key,
                    t.artist_key,
                    t.album_key,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 200
        )
        UNION ALL
        (
            SELECT
                t.id,
                t.title_key,
                t.artist_key,
                t.search_vector
            FROM given
            CROSS JOIN audio_tracks AS t
            WHERE
                t.artist_key = given.key
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    t.title_key,
                    t.artist_key,
                    t.album_key,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 200
        )
        UNION ALL
        (
            SELECT
                t.id,
                t.title_key,
                t.artist_key,
                t.search_vector
            FROM given
            CROSS JOIN audio_tracks AS t
            WHERE
                t.search_vector @@ given.every_word
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    t.title_key,
                    t.artist_key,
                    t.album_key,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 200
        )
        UNION ALL
        (
            SELECT
                t.id,
                t.title_key,
                t.artist_key,
                t.search_vector
            FROM given
            CROSS JOIN audio_tracks AS t
            WHERE
                t.search_vector @@ given.most_words
                AND given.may_miss > 0
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    t.title_key,
                    t.artist_key,
                    t.album_key,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 200
        )
    ) AS likely
),
last_candidate AS MATERIALIZED (
    SELECT
        t.id,
        t.title_key,
        t.artist_key,
        t.search_vector
    FROM given
    CROSS JOIN audio_tracks AS t
    WHERE
        t.search_vector @@ given.most_near
        AND given.may_miss > 0
        AND search_admits(
            t.status,
            t.year,
            t.search_vector,
            t.title,
            t.artist,
            t.album,
            t.genre,
            t.title_key,
            t.artist_key,
            t.album_key,
            given.status,
            given.year_from,
            given.year_to,
            given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
        )
    LIMIT CASE WHEN EXISTS (SELECT candidate.id FROM candidate) THEN 0 ELSE 200 END
),
matched AS (
    SELECT
        track.id,
        track.title_key,
        track.artist_key,
        words.whole,
        words.whole + words.near AS found,
        words.whole + 0.7::double precision * words.near + 0.1::double precision * words.nearer AS score,
        search_name_step(track.title_key, track.artist_key, given.key, given.heads, given.tails) AS step
    FROM (
        SELECT
            candidate.id,
            candidate.title_key,
            candidate.artist_key,
            candidate.search_vector
        FROM candidate
        UNION ALL
        SELECT
            last_candidate.id,
            last_candidate.title_key,
            last_candidate.artist_key,
            last_candidate.search_vector
        FROM last_candidate
    ) AS track
    CROSS JOIN given
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (WHERE ts_match_vq(track.search_vector, word.own)) AS whole,
            count(*) FILTER (
                WHERE NOT ts_match_vq(track.search_vector, word.own)
                AND ts_match_vq(track.search_vector, word.near)
            ) AS near,
            count(*) FILTER (
                WHERE NOT ts_match_vq(track.search_vector, word.own)
                AND ts_match_vq(track.search_vector, word.nearer)
            ) AS nearer
        FROM unnest(given.own, given.near, given.nearer) AS word (own, near, nearer)
    ) AS words
),
-- how much of a name is covered is dear to tell: of the best only
best AS MATERIALIZED (
    SELECT
        matched.id,
        matched.title_key,
        matched.artist_key,
        matched.whole,
        matched.score,
        matched.step
    FROM matched
    CROSS JOIN given
    WHERE matched.found >= cardinality(given.own) - given.may_miss
    ORDER BY
        matched.score DESC,
        matched.step ASC,
        matched.title_key ASC,
        matched.artist_key ASC,
        matched.id ASC
    LIMIT 200
),
hit AS (
    SELECT
        scored.id,
        scored.title_key AS first_key,
        scored.artist_key AS second_key,
        scored.step,
        search_rank(scored.step, scored.score) AS rank
    FROM (
        SELECT
            best.id,
            best.title_key,
            best.artist_key,
            CASE
                WHEN cardinality(given.own) > 2 AND 2 * best.whole > cardinality(given.own) THEN 9
                ELSE 10
            END::smallint AS step,
            0.4::double precision * best.score / cardinality(given.own)
            + 0.4::double precision * search_coverage(best.title_key, best.artist_key, given.forms)
            + 0.2::double precision * (7 - best.step) / 6 AS score
        FROM best
        CROSS JOIN given
        -- nothing of the outside is to be put inside: the coverage is dear, and would be made more than once
        OFFSET 0
    ) AS scored
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
    CROSS JOIN given
    WHERE
        (-hit.rank, hit.first_key, hit.second_key, hit.id)
        > (-given.after_rank, given.after_first_key, given.after_second_key, given.after_id)
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
            best.id,
            row_number() OVER () AS place
        FROM best
    ) AS cut
    WHERE cut.place = 200
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
            row_number() OVER () AS place
        FROM candidate
    ) AS cut
    WHERE cut.place = 200
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
LIMIT (SELECT given.row_limit + 1 FROM given);
