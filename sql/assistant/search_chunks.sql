-- Find the chunks of a user's transcripts that a text asks for, the best first, page by page.
--
-- The text is read once in each language that the user has transcripts in.
--
-- :param user_id: uuid  whose they are
-- :param text: text  what is asked: words, "a phrase", or, -without
-- :param transcript_id: uuid or null  only chunks of this transcript; null for all
-- :param after_rank: double precision  rank of the row that the page follows; 1 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.ChunkHit
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
        chunk.id,
        question.query,
        ts_rank_cd(chunk.search_vector, question.query, 33)::double precision AS rank
    FROM question
    INNER JOIN chunks AS chunk ON question.configuration = chunk.configuration
    WHERE
        chunk.user_id = :user_id
        AND chunk.search_vector @@ question.query
        AND (:transcript_id::uuid IS NULL OR chunk.transcript_id = :transcript_id)
),
-- here already, so that a snippet is made for the rows of the page only
hit AS (
    SELECT
        found.id,
        found.query,
        found.rank
    FROM found
    WHERE (found.rank, found.id) < (:after_rank, :after_id)
    ORDER BY
        found.rank DESC,
        found.id DESC
    LIMIT :row_limit + 1
)
SELECT
    chunk.id,
    chunk.user_id,
    chunk.transcript_id,
    chunk.chunk_index,
    chunk.chunk_text,
    chunk.token_count,
    chunk.start_seconds,
    chunk.end_seconds,
    chunk.metadata,
    chunk.created_at,
    chunk.updated_at,
    transcript.youtube_video_id,
    transcript.title,
    hit.rank,
    document_snippet(chunk.configuration, chunk.chunk_text, hit.query) AS snippet
FROM hit
INNER JOIN chunks AS chunk ON hit.id = chunk.id
INNER JOIN transcripts AS transcript ON chunk.transcript_id = transcript.id
WHERE
    chunk.user_id = :user_id
    AND transcript.user_id = :user_id
ORDER BY
    hit.rank DESC,
    hit.id DESC
LIMIT :row_limit + 1;
