-- Give chunks of a user their embeddings, new or instead of others: the n-th elements of the arrays are one.
--
-- Transcripts are locked first, as by who removes them, then the chunks, each in the order of their ids: two who meet
-- wait for each other instead of dead-locking. An id that the user has no chunk of is passed over, and not counted.
--
-- :param user_id: uuid  whose chunks they are
-- :param model: text  what made the embeddings, 1 to 100 characters
-- :param chunk_ids: uuid[]  the chunks, each once
-- :param embeddings: text[]  1,536 numbers each, as pgvector writes them: [0.25,-1,0]
-- :returns: count
-- :set: app.user_id = user_id
-- :extension: vector
WITH kept AS MATERIALIZED (
    SELECT transcript.id
    FROM transcripts AS transcript
    WHERE
        transcript.user_id = :user_id
        AND transcript.id = ANY(ARRAY(
            SELECT chunk.transcript_id FROM chunks AS chunk
            WHERE chunk.user_id = :user_id AND chunk.id = ANY(:chunk_ids::uuid[])
        ))
    ORDER BY transcript.id ASC
    FOR KEY SHARE
),
locked AS MATERIALIZED (
    SELECT chunk.id
    FROM chunks AS chunk
    WHERE
        chunk.user_id = :user_id
        AND chunk.id = ANY(:chunk_ids::uuid[])
        AND (SELECT count(*) FROM kept) >= 0
    ORDER BY chunk.id ASC
    FOR NO KEY UPDATE
)
UPDATE chunks AS chunk
SET
    embedding = item.embedding::vector,
    embedding_model = :model
FROM locked
INNER JOIN unnest(:chunk_ids::uuid[], :embeddings::text[]) AS item (chunk_id, embedding) ON locked.id = item.chunk_id
WHERE
    chunk.user_id = :user_id
    AND chunk.id = locked.id;
