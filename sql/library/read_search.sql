-- Fold what somebody searches for and say what it asks of search vectors.
--
-- Reads no table, unless something else is asked for, too: then the vocabulary says which prefixes are so frequent that
-- to gather them from the index would take longer than to ask the tracks that the rest lets through.
--
-- The first 20 words of each alternative count. The texts are tsqueries; null where nothing is asked.
--
-- :param alternatives: text[]  the plain words of the query, one element for each side of OR
-- :param last_word: text  the last word as typed: before others it may fold to something else ("vi" is not 6 yet)
-- :param phrases: text[]  what must stand together in the title, the artist or the album
-- :param unwanted_fields: text[]  fields that must not have words; empty for title, artist and album
-- :param unwanted_words: text[]  the words or the phrase that must not be there, for each
-- :param field_names: text[]  fields that must have words: artist, title, album, genre, format
-- :param field_words: text[]  the words of each field, the last one may go on; a format is taken whole
-- :param is_filtered: boolean  whether status, year, phrases or fields are asked for, too
-- :returns: one library.SearchTerms
-- :access: read
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
-- :waive nullable words: parts of a text are not null
-- :waive nullable plain_words: the same
-- :waive nullable wanted_parts: a part that is null is left out
-- :waive nullable unwanted_parts: search_fold is null for null only, and the words are not null
WITH alternative AS (
    SELECT
        item.number,
        (string_to_array(search_fold(item.plain), ' '))[:20] AS words,
        cardinality(string_to_array(search_fold(item.plain), ' ')) > 20 AS is_long
    FROM unnest(:alternatives::text[]) WITH ORDINALITY AS item (plain, number)
    WHERE search_fold(item.plain) <> ''
),
-- materialized, so that the planner does not see is_filtered, and makes one plan for all
query AS MATERIALIZED (
    SELECT
        coalesce((
            SELECT alternative.words FROM alternative
            ORDER BY alternative.number LIMIT 1
        ), '{}') AS words,
        (SELECT count(*) FROM alternative) AS alternatives,
        search_fold(:last_word) AS last_word,
        :is_filtered::boolean AS is_filtered
),
field AS (
    SELECT
        item.name,
        search_fold(item.words) AS words,
        CASE item.name
            WHEN 'format' THEN search_format(item.words)
            ELSE search_terms(
                string_to_array(search_fold(item.words), ' '),
                CASE item.name WHEN 'album' THEN ':*B' WHEN 'genre' THEN ':*C' ELSE ':*A' END
            )
        END AS terms
    FROM unnest(:field_names::text[], :field_words::text[]) AS item (name, words)
),
-- one word is for the index, what stands together or in one field is for the track itself
unwanted AS (
    SELECT
        search_fold(item.words) AS words,
        coalesce(nullif(item.name, ''), 'name') || ':' || search_fold(item.words) || ' ' AS part,
        CASE
            WHEN item.name = 'format'
            THEN search_format(item.words)
            WHEN item.name = '' AND strpos(search_fold(item.words), ' ') = 0
            THEN search_term(nullif(search_fold(item.words), ''), '')
        END AS term
    FROM unnest(:unwanted_fields::text[], :unwanted_words::text[]) AS item (name, words)
)
SELECT
    query.words,
    coalesce(
        (
            SELECT array_agg(plain.word ORDER BY length(plain.word) DESC, plain.word)
            FROM (
                SELECT DISTINCT translate(word.word, '_', '') AS word
                FROM alternative
                CROSS JOIN LATERAL unnest(alternative.words) AS word (word)
            ) AS plain
        ),
        '{}'
    ) AS plain_words,
    (
        SELECT string_agg('(' || search_terms(alternative.words, '') || ')', ' | ' ORDER BY alternative.number)
        FROM alternative
    ) AS whole,
    CASE
        WHEN query.alternatives = 1 THEN
            concat_ws(
                ' & ',
                search_terms(trim_array(query.words, 1), ':*'),
                '('
                || concat_ws(
                    ' | ',
                    search_term(query.words[cardinality(query.words)], ':*'),
                    -- as typed, where it is another word: "vi" may become "vida"
                    CASE
                        WHEN
                            query.last_word <> query.words[cardinality(query.words)]
                            AND query.last_word <> ''
                            AND strpos(query.last_word, ' ') = 0
                        THEN search_term(query.last_word, ':*')
                    END
                )
                || ')'
            )
    END AS prefixes,
    CASE
        WHEN query.alternatives = 1 THEN (
            SELECT string_agg(search_index_term(long_word.word), ' & ' ORDER BY long_word.number)
            FROM unnest(query.words) WITH ORDINALITY AS long_word (word, number)
            WHERE
                -- the last word may fold to another one before it is finished
                (long_word.number < cardinality(query.words) OR long_word.word = query.last_word)
                AND (length(long_word.word) >= 3 OR octet_length(long_word.word) > length(long_word.word))
                AND (
                    NOT query.is_filtered
                    OR 20000 > (
                        SELECT coalesce(sum(longer.frequency), 0)
                        FROM search_words AS longer
                        WHERE
                            longer.word >= translate(long_word.word, '_', '') COLLATE "C"
                            AND longer.word < (translate(long_word.word, '_', '') || U&'\+10FFFF') COLLATE "C"
                    )
                )
        )
    END AS long_prefixes,
    query.alternatives > 1 AS has_alternatives,
    (
        SELECT string_agg(must.terms, ' & ' ORDER BY must.terms)
        FROM (
            SELECT field.terms
            FROM field
            UNION ALL
            SELECT search_terms(string_to_array(search_fold(item.phrase), ' '), '') AS terms
            FROM unnest(:phrases::text[]) AS item (phrase)
        ) AS must
    ) AS required,
    (
        SELECT string_agg(unwanted.term, ' | ' ORDER BY unwanted.term)
        FROM unwanted
    ) AS unwanted,
    (
        SELECT coalesce(array_agg(part.field || ':' || part.words ORDER BY part.field, part.words), '{}')
        FROM (
            SELECT
                field.name AS field,
                field.words
            FROM field
            WHERE
                field.name IN ('artist', 'title')
                -- of these the weight tells, but for other scripts, whose tails have none
                OR (field.name IN ('album', 'genre') AND octet_length(field.words) > length(field.words))
            UNION ALL
            SELECT
                'name' AS field,
                nullif(search_fold(item.phrase), '') || ' ' AS words
            FROM unnest(:phrases::text[]) AS item (phrase)
        ) AS part
        WHERE part.words <> ''
    ) AS wanted_parts,
    (
        SELECT coalesce(array_agg(unwanted.part ORDER BY unwanted.part), '{}')
        FROM unwanted
        WHERE unwanted.term IS NULL AND unwanted.words <> ''
    ) AS unwanted_parts,
    coalesce((SELECT bool_or(alternative.is_long) FROM alternative), false) AS is_truncated
FROM query;
