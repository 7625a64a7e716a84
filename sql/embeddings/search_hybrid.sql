-- Find the chunks of a user that a text asks for and those nearest to its embedding, fused by rank, the best first.
--
-- The 100 best by words are those of assistant.search_chunks, the 100 nearest those of embeddings.search_nearest.
-- Fused by reciprocal rank: a place counts 1 / (60 + place) in either list.
--
-- :param user_id: uuid  whose they are
-- :param text: text  what is asked: words, "a phrase", or, -without
-- :param embedding: text  1,536 numbers, as pgvector writes them: [0.25,-1,0]
-- :param model: text  what made it; embeddings of other models are passed over
-- :param transcript_id: uuid or null  only chunks of this transcript; null for all
-- :param row_limit: bigint  most rows to answer
-- :returns: many embeddings.HybridHit
-- :access: read
-- :plan: custom  how many rows the words have decides between the index on them and that on the user
-- :set: app.user_id = user_id
-- :extension: vector
-- :waive read-only: the functions make a question and a snippet of texts; they read and write no table
-- :waive order: either list has a chunk once, and so has what is joined by chunk
WITH question AS MATERIALIZED (
    SELECT :embedding::vector AS embedding
),
near AS MATERIALIZED (
    SELECT
        found.id,
        found.distance
    FROM question
    CROSS JOIN LATERAL nearest_chunks(:user_id, :model, question.embedding, 100) AS found
    WHERE :transcript_id::uuid IS NULL
),
-- materialized: sorted here, the index might answer, and whose rows these are be looked at too late
measured AS MATERIALIZED (
    SELECT
        chunk.id,
        chunk.embedding <=> (SELECT question.embedding FROM question) AS distance
    FROM chunks AS chunk
    WHERE
        chunk.user_id = :user_id
        AND chunk.embedding_model = :model
        AND (:transcript_id::uuid IS NULL OR chunk.transcript_id = :transcript_id)
        AND (SELECT count(*) FROM near) < 100
),
-- of both, where the index found too few: a chunk is measured alike in either
neighbour AS (
    SELECT
        either.id,
        row_number() OVER (ORDER BY either.distance ASC, either.id ASC)::integer AS place
    FROM (
        SELECT
            near.id,
            near.distance
        FROM near
        UNION
        SELECT
            measured.id,
            measured.distance
        FROM measured
    ) AS either
    ORDER BY
        either.distance ASC,
        either.id ASC
    LIMIT 100
),
asked AS MATERIALIZED (
    SELECT
        language.configuration,
        document_question(language.configuration, :text) AS query
    FROM (
        SELECT DISTINCT transcript.configuration
        FROM transcripts AS transcript
        WHERE transcript.user_id = :user_id
    ) AS language
),
matched AS (
    SELECT
        chunk.id,
        asked.query,
        ts_rank_cd(chunk.search_vector, asked.query, 33)::double precision AS rank
    FROM asked
    INNER JOIN chunks AS chunk ON asked.configuration = chunk.configuration
    WHERE
        chunk.user_id = :user_id
        AND chunk.search_vector @@ asked.query
        AND (:transcript_id::uuid IS NULL OR chunk.transcript_id = :transcript_id)
),
worded AS (
    SELECT
        matched.id,
        matched.query,
        row_number() OVER (ORDER BY matched.rank DESC, matched.id DESC)::integer AS place
    FROM matched
    ORDER BY
        matched.rank DESC,
        matched.id DESC
    LIMIT 100
),
-- here already, so that a snippet is made for the rows that are answered only
hit AS (
    SELECT
        coalesce(worded.id, neighbour.id) AS id,
        coalesce(1 / (60 + worded.place)::double precision, 0)
        + coalesce(1 / (60 + neighbour.place)::double precision, 0) AS score,
        worded.place AS text_rank,
        neighbour.place AS vector_rank,
        worded.query
    FROM worded
    FULL JOIN neighbour ON worded.id = neighbour.id
    ORDER BY
        score DESC,
        id ASC
    LIMIT :row_limit
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
    hit.score,
    hit.text_rank,
    hit.vector_rank,
    document_snippet(chunk.configuration, chunk.chunk_text, hit.query) AS snippet
FROM hit
INNER JOIN chunks AS chunk ON hit.id = chunk.id
INNER JOIN transcripts AS transcript ON chunk.transcript_id = transcript.id
WHERE
    chunk.user_id = :user_id
    AND transcript.user_id = :user_id
ORDER BY
    hit.score DESC,
    hit.id ASC;
