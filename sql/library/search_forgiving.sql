-- Find the tracks that have most of the words (step 9), or words that were mistyped (step 10).
--
-- Each word becomes itself and its ten nearest neighbours in the vocabulary: at one slip from three letters on, two
-- where either word has eight. A frequent word is taken as it stands. Of n words (n - 1) / 2 may be missing, three at
-- most, none of two. Only where no track is found so are most of the words looked for with every neighbour.
-- What was probably meant, every unknown word replaced by its nearest neighbour, comes first as a name.
-- At most 500 tracks of each kind are looked at and 300 ranked. Where there may be more, a row with is_cut stands in
-- front: it is no hit, but one of those.
-- What is given goes through a CTE: the planner does not see values there, makes one plan for all of them and keeps it,
-- where planning each call would take longer than most of them.
--
-- :param words: text[]  the folded words
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
-- :waive limit-without-order: a cap, which is_cut reports; OFFSET 0 cuts nothing
-- :waive order: there are last candidates only where there are no first ones
WITH given AS MATERIALIZED (
    SELECT
        :words::text[] AS words,
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
known AS MATERIALIZED (
    SELECT
        item.number,
        item.word,
        translate(item.word, '_', '') AS plain,
        cardinality(given.words) AS words,
        coalesce(word.frequency, 0) AS frequency,
        CASE
            WHEN word.frequency >= 5000 THEN 0
            WHEN length(item.word) >= 7 THEN 2
            WHEN length(item.word) >= 3 THEN 1
            ELSE 0
        END AS slips,
        row_number() OVER (
            ORDER BY
                length(item.word) < 3 AND octet_length(item.word) = length(item.word),
                coalesce(word.frequency, 0),
                item.number
        ) AS rarity
    FROM given
    CROSS JOIN LATERAL unnest(given.words) WITH ORDINALITY AS item (word, number)
    LEFT JOIN search_words AS word ON translate(item.word, '_', '') = word.word
),
term AS MATERIALIZED (
    SELECT
        known.number,
        known.plain,
        known.words,
        known.rarity,
        known.rarity <= 5 AND known.frequency < 5000 AS is_rare,
        known.frequency,
        search_term(
            known.word,
            CASE
                WHEN
                    known.number = known.words
                    AND known.frequency < 5000
                    AND (length(known.word) >= 4 OR octet_length(known.word) > length(known.word))
                THEN ':*'
                ELSE ''
            END
        ) AS own,
        near.words AS near_words,
        '''' || array_to_string(near.words, ''' | ''') || '''' AS near,
        '''' || array_to_string(near.nearer, ''' | ''') || '''' AS nearer
    FROM known
    CROSS JOIN LATERAL (
        SELECT
            array_agg(nearest.word ORDER BY nearest.distance, nearest.frequency DESC, nearest.word) AS words,
            array_agg(nearest.word ORDER BY nearest.frequency DESC, nearest.word)
            FILTER (WHERE nearest.distance = 1) AS nearer
        FROM (
            SELECT
                neighbour.word,
                neighbour.frequency,
                neighbour.distance
            FROM (
                SELECT
                    other.word,
                    other.frequency,
                    search_distance(known.plain, other.word) AS distance
                FROM search_words AS other
                WHERE
                    other.deletions && search_deletions(known.plain, known.slips)
                    AND other.word <> known.plain
                    AND known.slips > 0
                    AND known.rarity <= 6
                -- nothing of the outside is to be put inside: the distance is dear
                OFFSET 0
            ) AS neighbour
            WHERE
                neighbour.distance
                <= CASE WHEN greatest(length(known.plain), length(neighbour.word)) >= 8 THEN known.slips ELSE 1 END
            ORDER BY
                neighbour.distance ASC,
                neighbour.frequency DESC,
                neighbour.word ASC
            LIMIT 10
        ) AS nearest
    ) AS near
),
question AS MATERIALIZED (
    SELECT
        max(term.words) AS words,
        least((max(term.words) - 1) / 2, 3) * (max(term.words) > 2)::integer AS may_miss,
        array_agg(term.own::tsquery ORDER BY term.number) AS own,
        array_agg(term.near::tsquery ORDER BY term.number) AS near,
        array_agg(term.nearer::tsquery ORDER BY term.number) AS nearer,
        -- without any neighbour these are the words that were looked for before
        CASE
            WHEN count(term.near) > 0
            THEN
                string_agg('(' || concat_ws(' | ', term.own, term.near) || ')', ' & ' ORDER BY term.number)
                FILTER (WHERE term.rarity <= 6)
        END::tsquery AS every_word,
        search_some_terms(
            array_agg(term.own ORDER BY term.number) FILTER (WHERE term.is_rare),
            greatest(count(*) FILTER (WHERE term.is_rare) - least((max(term.words) - 1) / 2, 3), 1)::integer
        )::tsquery AS most_words,
        search_some_terms(
            array_agg('(' || concat_ws(' | ', term.own, term.near) || ')' ORDER BY term.number)
            FILTER (WHERE term.is_rare),
            greatest(count(*) FILTER (WHERE term.is_rare) - least((max(term.words) - 1) / 2, 3), 1)::integer
        )::tsquery AS most_near,
        (
            SELECT array_agg(form.word ORDER BY length(form.word) DESC, form.word)
            FROM term AS track
            CROSS JOIN LATERAL unnest(array_prepend(track.plain, track.near_words)) AS form (word)
        ) AS forms,
        -- what was probably meant: unknown words become their nearest neighbour
        array_agg(
            CASE WHEN term.frequency = 0 THEN coalesce(term.near_words[1], term.plain) ELSE term.plain END
            ORDER BY term.number
        ) AS meant
    FROM term
),
meaning AS MATERIALIZED (
    SELECT
        array_to_string(question.meant, '') AS key,
        array_agg(array_to_string(question.meant[1:cut.number], '') ORDER BY cut.number) AS heads,
        array_agg(array_to_string(question.meant[cut.number + 1:question.words], '') ORDER BY cut.number) AS tails
    FROM question
    CROSS JOIN LATERAL generate_series(1, question.words) AS cut (number)
    GROUP BY question.meant
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
                t.title_key = (SELECT meaning.key FROM meaning)
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 500
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
                t.artist_key = (SELECT meaning.key FROM meaning)
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 500
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
                t.search_vector @@ (SELECT question.every_word FROM question)
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 500
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
                t.search_vector @@ (
                    SELECT question.most_words FROM question
                    WHERE question.may_miss > 0
                )
                AND search_admits(
                    t.status,
                    t.year,
                    t.search_vector,
                    t.title,
                    t.artist,
                    t.album,
                    t.genre,
                    given.status,
                    given.year_from,
                    given.year_to,
                    given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
                )
            LIMIT 500
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
        t.search_vector @@ (
            SELECT question.most_near FROM question
            WHERE question.may_miss > 0
        )
        AND search_admits(
            t.status,
            t.year,
            t.search_vector,
            t.title,
            t.artist,
            t.album,
            t.genre,
            given.status,
            given.year_from,
            given.year_to,
            given.required, given.unwanted, given.wanted_parts, given.unwanted_parts
        )
    LIMIT CASE WHEN EXISTS (SELECT candidate.id FROM candidate) THEN 0 ELSE 500 END
),
matched AS (
    SELECT
        track.id,
        track.title_key,
        track.artist_key,
        words.whole,
        words.whole + words.near AS found,
        words.whole + 0.7 * words.near + 0.1 * words.nearer AS score,
        search_name_step(track.title_key, track.artist_key, meaning.key, meaning.heads, meaning.tails) AS step
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
    CROSS JOIN question
    CROSS JOIN meaning
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
        FROM unnest(question.own, question.near, question.nearer) AS word (own, near, nearer)
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
    CROSS JOIN question
    WHERE matched.found >= question.words - question.may_miss
    ORDER BY
        matched.score DESC,
        matched.step ASC,
        matched.title_key ASC,
        matched.artist_key ASC,
        matched.id ASC
    LIMIT 300
),
hit AS (
    SELECT
        best.id,
        best.title_key AS first_key,
        best.artist_key AS second_key,
        step.step,
        search_rank(
            step.step,
            0.4 * best.score / question.words
            + 0.4 * search_coverage(best.title_key, best.artist_key, question.forms)
            + 0.2 * (7 - best.step) / 6
        ) AS rank
    FROM best
    CROSS JOIN question
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN question.words > 2 AND best.whole > question.words / 2.0 THEN 9
                ELSE 10
            END::smallint AS step
    ) AS step
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
    WHERE cut.place = 300
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
    WHERE cut.place = 500
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
