-- Find songs by the words of their title and artist, or the beginnings of words, the best first, page by page.
--
-- Every word must be there; the first 20 count. A name that is what was typed comes before one that begins with it,
-- that before whole words, these before beginnings; then the rank says how much of the names the words cover.
--
-- :param text: text  what somebody typed
-- :param last_word: text  its last word as typed: before others it may fold to something else ("vi" is not 6 yet)
-- :param after_rank: double precision  rank of the row that the page follows; 2 for the first page
-- :param after_date_added: timestamptz  date_added of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page karaoke.FoundSong
-- :access: read
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
WITH typed AS (
    SELECT
        (string_to_array(search_fold(:text), ' '))[:20] AS words,
        search_fold(:last_word) AS last_word
),
query AS MATERIALIZED (
    SELECT
        array_to_string(typed.words, '') AS joined,
        search_terms(typed.words, '')::tsquery AS whole,
        concat_ws(
            ' & ',
            search_terms(trim_array(typed.words, least(1, cardinality(typed.words))), ':*'),
            '('
            || concat_ws(
                ' | ',
                search_term(typed.words[cardinality(typed.words)], ':*'),
                -- as typed, where it is another word: "vi" may become "vida"
                CASE WHEN strpos(typed.last_word, ' ') = 0 THEN search_term(nullif(typed.last_word, ''), ':*') END
            )
            || ')'
        )::tsquery AS beginnings,
        (
            SELECT array_agg(plain.word ORDER BY length(plain.word) DESC, plain.word ASC)
            FROM
                (SELECT DISTINCT translate(item.word, '_', '') AS word FROM unnest(typed.words) AS item (word)) AS plain
        ) AS plain_words
    FROM typed
    WHERE cardinality(typed.words) > 0
),
found AS (
    SELECT
        song.id,
        song.title,
        song.artist,
        song.album,
        song.source,
        song.youtube_id,
        song.file_path,
        song.vocals_path,
        song.instrumental_path,
        song.lyrics,
        song.date_added,
        song.created_at,
        song.updated_at,
        coalesce(
            search_rank(
                CASE
                    WHEN named.step < 7 THEN named.step
                    WHEN ts_match_vq(song.search_vector, query.whole) THEN 7::smallint
                    ELSE 8::smallint
                END,
                CASE
                    WHEN named.step < 7 THEN 1
                    ELSE search_coverage(song.title_key, song.artist_key, query.plain_words)
                END
            ),
            0
        ) AS rank
    FROM query
    INNER JOIN songs AS song ON song.search_vector @@ query.beginnings
    CROSS JOIN
        LATERAL (
            SELECT search_name_step(
                song.title_key, song.artist_key, search_key(query.joined), '{}', '{}'
            ) AS step
        ) AS named
)
SELECT
    found.id,
    found.title,
    found.artist,
    found.album,
    found.source,
    found.youtube_id,
    found.file_path,
    found.vocals_path,
    found.instrumental_path,
    found.lyrics,
    found.date_added,
    found.created_at,
    found.updated_at,
    found.rank
FROM found
WHERE (found.rank, found.date_added, found.id) < (:after_rank, :after_date_added, :after_id)
ORDER BY
    found.rank DESC,
    found.date_added DESC,
    found.id DESC
LIMIT :row_limit + 1;
