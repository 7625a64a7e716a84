-- Find a user's transcripts that a text asks for, the best first, page by page.
--
-- The text is read once in each language that the user has transcripts in. The snippet and its time come from the chunk
-- that fits best: one that has all that is asked, else the one with most of its words. Where no chunk has any, the
-- snippet is from the whole text, and nobody knows its time.
--
-- :param user_id: uuid  whose they are
-- :param text: text  what is asked: words, "a phrase", or, -without
-- :param after_rank: double precision  rank of the row that the page follows; 1 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.TranscriptHit
-- :access: read
-- :plan: custom  how many rows the words have decides between the index on them and that on the user
-- :set: app.user_id = user_id
-- :waive read-only: the functions make a question and a snippet of texts; they read and write no table
-- :waive nullable snippet: it is null of a null text only
-- :waive keyset: the rows of the page are chosen in hit, before their snippets are made
WITH question AS MATERIALIZED (
    SELECT
        language.configuration,
        document_question(language.configuration, :text) AS query
    FROM (
        SELECT DISTINCT transcript.configuration
        FROM transcripts AS transcript
        WHERE transcript.user_id = :user_id
    ) AS language
),
found AS (
    SELECT
        transcript.id,
        question.query,
        ts_rank_cd(transcript.search_vector, question.query, 33)::double precision AS rank
    FROM question
    INNER JOIN transcripts AS transcript ON question.configuration = transcript.configuration
    WHERE
        transcript.user_id = :user_id
        AND transcript.search_vector @@ question.query
),
-- here already, so that a snippet is made for the rows of the page only
hit AS (
    SELECT
        found.id,
        found.query,
        document_any_word(found.query) AS any_word,
        found.rank
    FROM found
    WHERE (found.rank, found.id) < (:after_rank, :after_id)
    ORDER BY
        found.rank DESC,
        found.id DESC
    LIMIT :row_limit + 1
)
SELECT
    transcript.id,
    transcript.user_id,
    transcript.youtube_video_id,
    transcript.title,
    transcript.channel_name,
    transcript.duration,
    transcript.language,
    transcript.configuration,
    transcript.metadata,
    transcript.created_at,
    transcript.updated_at,
    hit.rank,
    document_snippet(
        transcript.configuration,
        coalesce(best.chunk_text, transcript.transcript_text),
        coalesce(best.query, hit.query)
    ) AS snippet,
    best.start_seconds,
    best.end_seconds
FROM hit
INNER JOIN transcripts AS transcript ON hit.id = transcript.id
LEFT JOIN
    LATERAL (
        SELECT
            chunk.chunk_text,
            chunk.start_seconds,
            chunk.end_seconds,
            CASE WHEN ts_match_vq(chunk.search_vector, hit.query) THEN hit.query ELSE hit.any_word END AS query
        FROM chunks AS chunk
        WHERE
            chunk.user_id = :user_id
            AND chunk.transcript_id = hit.id
            AND ts_match_vq(chunk.search_vector, hit.any_word)
        ORDER BY
            ts_match_vq(chunk.search_vector, hit.query) DESC,
            ts_rank_cd(chunk.search_vector, hit.query, 33) DESC,
            ts_rank(chunk.search_vector, hit.any_word, 1) DESC,
            chunk.chunk_index ASC
        LIMIT 1
    ) AS best
    ON TRUE
WHERE transcript.user_id = :user_id
ORDER BY
    hit.rank DESC,
    hit.id DESC
LIMIT :row_limit + 1;
