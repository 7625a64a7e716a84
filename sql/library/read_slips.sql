-- Say what may have been meant by words that no track has all of: their neighbours, and what these ask.
--
-- Each word becomes itself and its ten nearest neighbours: at one slip from three letters on, two where either word has
-- eight. A frequent word is taken as it stands. Of n words (n - 1) / 2 may be missing, three at most, none of two. The
-- terms are written as tsqueries; null where there is nothing to ask.
--
-- :param words: text[]  the folded words
-- :returns: one library.SearchSlips
-- :access: read
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
-- :waive nullable own: a word that is not null has a term
-- :waive nullable forms: words of the query and of the vocabulary are not null
WITH known AS MATERIALIZED (
    SELECT
        item.number,
        item.word,
        translate(item.word, '_', '') AS plain,
        cardinality(:words::text[]) AS words,
        coalesce(word.frequency, 0) AS frequency,
        CASE
            WHEN word.frequency >= 5000 THEN 0
            WHEN length(item.word) >= 7 THEN 2
            WHEN length(item.word) >= 3 THEN 1
            ELSE 0
        END AS slips,
        length(item.word) >= 3 OR octet_length(item.word) > length(item.word) AS is_long,
        row_number() OVER (
            ORDER BY
                length(item.word) < 3 AND octet_length(item.word) = length(item.word),
                coalesce(word.frequency, 0),
                item.number
        ) AS rarity
    FROM unnest(:words::text[]) WITH ORDINALITY AS item (word, number)
    LEFT JOIN search_words AS word ON translate(item.word, '_', '') = word.word
),
term AS MATERIALIZED (
    SELECT
        known.number,
        known.plain,
        known.words,
        known.rarity,
        known.is_long,
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
                    search_deletions(other.word, CASE WHEN length(other.word) >= 8 THEN 2 ELSE 1 END)
                    && search_deletions(known.plain, known.slips)
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
)
SELECT
    coalesce(least((max(term.words) - 1) / 2, 3) * (max(term.words) > 2)::integer, 0) AS may_miss,
    coalesce(array_agg(term.own ORDER BY term.number), '{}') AS own,
    coalesce(array_agg(term.near ORDER BY term.number), '{}') AS near,
    coalesce(array_agg(term.nearer ORDER BY term.number), '{}') AS nearer,
    -- without any neighbour these are the words that were looked for before
    CASE
        WHEN count(term.near) > 0
        THEN
            string_agg('(' || concat_ws(' | ', term.own, term.near) || ')', ' & ' ORDER BY term.number)
            FILTER (WHERE term.rarity <= 6)
    END AS every_word,
    -- how frequent words of two letters are nobody knows, and most are: one of the longer ones must be there, too
    '(' || search_some_terms(
        array_agg(term.own ORDER BY term.number) FILTER (WHERE term.is_rare),
        greatest(count(*) FILTER (WHERE term.is_rare) - least((max(term.words) - 1) / 2, 3), 1)::integer
    )
    || ')'
    || coalesce(
        CASE
            WHEN bool_or(term.is_rare AND NOT term.is_long)
            THEN
                ' & ('
                || string_agg(term.own, ' | ' ORDER BY term.number) FILTER (WHERE term.is_rare AND term.is_long)
                || ')'
        END,
        ''
    ) AS most_words,
    '(' || search_some_terms(
        array_agg('(' || concat_ws(' | ', term.own, term.near) || ')' ORDER BY term.number)
        FILTER (WHERE term.is_rare),
        greatest(count(*) FILTER (WHERE term.is_rare) - least((max(term.words) - 1) / 2, 3), 1)::integer
    )
    || ')'
    || coalesce(
        CASE
            WHEN bool_or(term.is_rare AND NOT term.is_long)
            THEN
                ' & ('
                || string_agg(concat_ws(' | ', term.own, term.near), ' | ' ORDER BY term.number)
                FILTER (WHERE term.is_rare AND term.is_long)
                || ')'
        END,
        ''
    ) AS most_near,
    coalesce(
        (
            SELECT array_agg(form.word ORDER BY length(form.word) DESC, form.word)
            FROM term AS one
            CROSS JOIN LATERAL unnest(array_prepend(one.plain, one.near_words)) AS form (word)
        ),
        '{}'
    ) AS forms,
    -- unknown words become their nearest neighbour
    coalesce(
        array_agg(
            CASE WHEN term.frequency = 0 THEN coalesce(term.near_words[1], term.plain) ELSE term.plain END
            ORDER BY term.number
        ),
        '{}'
    ) AS meant
FROM term;
