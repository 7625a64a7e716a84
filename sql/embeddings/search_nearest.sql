-- Find the chunks of a user whose embeddings point most nearly where another one does, the nearest first.
--
-- The index of all users' embeddings is asked by nearest_chunks, which says for whom. Where it finds fewer than are
-- wanted the user's own rows are measured one by one.
--
-- :param user_id: uuid  whose they are
-- :param embedding: text  1,536 numbers, as pgvector writes them: [0.25,-1,0]
-- :param model: text  what made it; embeddings of other models are passed over
-- :param transcript_id: uuid or null  only chunks of this transcript; null for all
-- :param row_limit: bigint  most rows to answer
-- :returns: many embeddings.NearHit
-- :access: read
-- :plan: custom  whether chunks of one transcript are asked for decides between two indexes
-- :set: app.user_id = user_id
-- :extension: vector
-- :waive nullable distance: nearest_chunks answers chunks with an embedding, and is given one
WITH question AS MATERIALIZED (
    SELECT :embedding::vector AS embedding
),
near AS MATERIALIZED (
    SELECT
        found.id,
        found.distance
    FROM question
    CROSS JOIN LATERAL nearest_chunks(:user_id, :model, question.embedding, :row_limit) AS found
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
        AND (SELECT count(*) FROM near) < :row_limit
),
hit AS (
    SELECT
        near.id,
        near.distance
    FROM near
    UNION
    SELECT
        measured.id,
        measured.distance
    FROM measured
    ORDER BY
        distance ASC,
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
    hit.distance
FROM hit
INNER JOIN chunks AS chunk ON hit.id = chunk.id
INNER JOIN transcripts AS transcript ON chunk.transcript_id = transcript.id
WHERE
    chunk.user_id = :user_id
    AND transcript.user_id = :user_id
ORDER BY
    hit.distance ASC,
    hit.id ASC;
