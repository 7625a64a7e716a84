-- Find the tracks that have every word, whole (step 7) or as the beginning of one (step 8), in whatever order.
--
-- At most 500 tracks of each step are ranked, and no more than 2,000 (7) and 1,000 (8) looked at. Where there may be
-- more, a row with is_cut stands in front: it is no hit but the track at which the statement stopped.
-- A prefix makes the index gather every word that begins so. So of the prefixes it is asked the rarest only, and
-- frequent words (5,000 tracks) as whole words; the track itself is asked all of them.
-- What is given goes through a CTE: the planner does not see values there, makes one plan for all of them and keeps it,
-- where planning each call would take longer than most of them.
--
-- :param key: text  the words without gaps; empty for alternatives
-- :param heads: text[]  the first words without gaps, for every way to part the query in two
-- :param tails: text[]  the rest of the words without gaps, for each head
-- :param words: text[]  the folded words, of the first alternative
-- :param plain_words: text[]  the folded words without joints, of all alternatives
-- :param whole: text  a tsquery: all words whole
-- :param prefixes: text or null  a tsquery: all words as prefixes; null for alternatives
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
-- :waive limit-without-order: a cap: the rows behind it are the table's own, and is_cut reports it
-- :waive order: a track that has all words whole is not among those that have them as prefixes only
WITH given AS MATERIALIZED (
    SELECT
        :key::text AS key,
        :heads::text[] AS heads,
        :tails::text[] AS tails,
        :words::text[] AS words,
        :plain_words::text[] AS plain_words,
        :whole::tsquery AS whole,
        :prefixes::tsquery AS prefixes,
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
-- a word of few tracks finds all of them faster than the index puts it and frequent words together
whole_asked AS MATERIALIZED (
    SELECT
        coalesce(
            (
                SELECT search_term(word.word, '')::tsquery
                FROM unnest(given.words) AS item (word)
                INNER JOIN search_words AS word ON item.word = word.word
                WHERE word.frequency <= 300 AND given.key <> ''
                ORDER BY
                    word.frequency ASC,
                    word.word ASC
                LIMIT 1
            ),
            given.whole
        ) AS terms
    FROM given
),
whole_candidate AS MATERIALIZED (
    SELECT
        seen.id,
        seen.title_key,
        seen.artist_key,
        seen.is_wanted,
        seen.place = 2000 AS is_last
    FROM (
        SELECT
            t.id,
            t.title_key,
            t.artist_key,
            row_number() OVER () AS place,
            ts_match_vq(t.search_vector, given.whole)
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
            ) AS is_wanted
        FROM given
        CROSS JOIN whole_asked
        INNER JOIN audio_tracks AS t ON t.search_vector @@ whole_asked.terms
        WHERE given.after_rank >= 0.60
        LIMIT 2000
    ) AS seen
    WHERE seen.is_wanted OR seen.place = 2000
    LIMIT 500
),
whole_hit AS MATERIALIZED (
    SELECT
        scored.id,
        7::smallint AS step,
        ranked.rank,
        scored.title_key,
        scored.artist_key
    FROM (
        SELECT
            candidate.id,
            search_word_score(candidate.title_key, candidate.artist_key, given.plain_words) AS score,
            candidate.title_key,
            candidate.artist_key
        FROM whole_candidate AS candidate
        CROSS JOIN given
        WHERE
            candidate.is_wanted
            AND search_name_step(
                candidate.title_key, candidate.artist_key, given.key, given.heads, given.tails
            ) = 7
        -- nothing of the outside is to be put inside: the score is dear, and would be made more than once
        OFFSET 0
    ) AS scored
    CROSS JOIN LATERAL (SELECT search_rank(7::smallint, scored.score) AS rank) AS ranked
    CROSS JOIN given
    WHERE
        (-ranked.rank, scored.title_key, scored.artist_key, scored.id)
        > (-given.after_rank, given.after_first_key, given.after_second_key, given.after_id)
    ORDER BY
        ranked.rank DESC,
        scored.title_key ASC,
        scored.artist_key ASC,
        scored.id ASC
    LIMIT (SELECT given.row_limit FROM given)
),
known AS MATERIALIZED (
    SELECT
        item.number,
        item.word,
        cardinality(given.words) AS words,
        word.frequency >= 5000 AS is_frequent,
        CASE
            WHEN word.frequency >= 5000 THEN word.frequency
            ELSE (
                SELECT coalesce(sum(longer.frequency), 0)
                FROM search_words AS longer
                WHERE
                    longer.word >= translate(item.word, '_', '') COLLATE "C"
                    AND longer.word < (translate(item.word, '_', '') || U&'\+10FFFF') COLLATE "C"
            )
        END AS tracks
    FROM given
    CROSS JOIN LATERAL unnest(given.words) WITH ORDINALITY AS item (word, number)
    LEFT JOIN search_words AS word ON translate(item.word, '_', '') = word.word
    WHERE
        (length(item.word) >= 3 OR octet_length(item.word) > length(item.word))
        AND given.prefixes IS NOT NULL
        AND (SELECT count(*) FROM whole_hit) < given.row_limit
),
chosen AS (
    SELECT
        known.number,
        known.word,
        known.is_frequent AS is_whole,
        known.tracks,
        row_number() OVER (ORDER BY known.tracks, known.number) AS place,
        min(known.tracks) OVER () AS fewest
    FROM known
    WHERE known.is_frequent IS NOT TRUE OR known.number < known.words
),
asked AS MATERIALIZED (
    SELECT
        string_agg(
            CASE WHEN chosen.is_whole THEN search_term(chosen.word, '') ELSE search_index_term(chosen.word) END,
            ' & ' ORDER BY chosen.number
        )::tsquery AS terms
    FROM chosen
    WHERE
        chosen.place = 1
        OR (chosen.place <= 3 AND chosen.fewest > 300 AND chosen.tracks < 50 * chosen.fewest)
),
prefix_candidate AS MATERIALIZED (
    SELECT
        seen.id,
        seen.title_key,
        seen.artist_key,
        seen.search_vector,
        seen.is_wanted,
        seen.place = 1000 AS is_last
    FROM (
        SELECT
            t.id,
            t.title_key,
            t.artist_key,
            t.search_vector,
            row_number() OVER () AS place,
            ts_match_vq(t.search_vector, given.prefixes)
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
            ) AS is_wanted
        FROM given
        CROSS JOIN asked
        INNER JOIN audio_tracks AS t ON t.search_vector @@ asked.terms
        WHERE given.after_rank >= 0.40
        LIMIT 1000
    ) AS seen
    WHERE seen.is_wanted OR seen.place = 1000
    LIMIT 500
),
prefix_hit AS (
    SELECT
        scored.id,
        8::smallint AS step,
        ranked.rank,
        scored.title_key,
        scored.artist_key
    FROM (
        SELECT
            candidate.id,
            search_word_score(candidate.title_key, candidate.artist_key, given.plain_words) AS score,
            candidate.title_key,
            candidate.artist_key
        FROM prefix_candidate AS candidate
        CROSS JOIN given
        WHERE
            candidate.is_wanted
            AND NOT ts_match_vq(candidate.search_vector, given.whole)
            AND search_name_step(
                candidate.title_key, candidate.artist_key, given.key, given.heads, given.tails
            ) = 7
        -- nothing of the outside is to be put inside: the score is dear, and would be made more than once
        OFFSET 0
    ) AS scored
    CROSS JOIN LATERAL (SELECT search_rank(8::smallint, scored.score) AS rank) AS ranked
    CROSS JOIN given
    WHERE
        (-ranked.rank, scored.title_key, scored.artist_key, scored.id)
        > (-given.after_rank, given.after_first_key, given.after_second_key, given.after_id)
    ORDER BY
        ranked.rank DESC,
        scored.title_key ASC,
        scored.artist_key ASC,
        scored.id ASC
    LIMIT (SELECT given.row_limit FROM given)
),
last_seen AS (
    SELECT
        whole_candidate.id,
        whole_candidate.is_last,
        row_number() OVER () AS place
    FROM whole_candidate
    UNION ALL
    SELECT
        prefix_candidate.id,
        prefix_candidate.is_last,
        row_number() OVER () AS place
    FROM prefix_candidate
),
cut AS (
    SELECT last_seen.id
    FROM last_seen
    WHERE last_seen.is_last OR last_seen.place = 500
    ORDER BY last_seen.id ASC
    LIMIT 1
),
hit AS (
    SELECT
        whole_hit.id,
        whole_hit.step,
        whole_hit.rank,
        whole_hit.title_key,
        whole_hit.artist_key,
        false AS is_cut
    FROM whole_hit
    UNION ALL
    SELECT
        prefix_hit.id,
        prefix_hit.step,
        prefix_hit.rank,
        prefix_hit.title_key,
        prefix_hit.artist_key,
        false AS is_cut
    FROM prefix_hit
    UNION ALL
    SELECT
        cut.id,
        1::smallint AS step,
        1 AS rank,
        '' AS title_key,
        '' AS artist_key,
        true AS is_cut
    FROM cut
)
SELECT
    hit.id,
    hit.rank,
    search_tier(hit.step) AS tier,
    hit.title_key AS first_key,
    hit.artist_key AS second_key,
    hit.is_cut
FROM hit
ORDER BY
    hit.is_cut DESC,
    hit.rank DESC,
    hit.title_key ASC,
    hit.artist_key ASC,
    hit.id ASC
LIMIT (SELECT given.row_limit + 1 FROM given);
