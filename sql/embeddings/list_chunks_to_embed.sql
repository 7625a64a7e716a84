-- List a user's chunks without an embedding of this model, transcript by transcript, page by page.
--
-- :param user_id: uuid  whose they are
-- :param model: text  what is to make the embeddings
-- :param after_transcript_id: uuid  transcript_id of the row that the page follows; all 0 for the first page
-- :param after_chunk_index: integer  chunk_index of that row; -1 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.Chunk
-- :access: read
-- :plan: custom  how many chunks have one of this model decides whether a page is read in order or sorted
-- :set: app.user_id = user_id
-- :extension: vector
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
    chunk.updated_at
FROM chunks AS chunk
WHERE
    chunk.user_id = :user_id
    AND chunk.embedding_model IS DISTINCT FROM :model
    AND (chunk.transcript_id, chunk.chunk_index) > (:after_transcript_id, :after_chunk_index)
ORDER BY
    chunk.transcript_id ASC,
    chunk.chunk_index ASC
LIMIT :row_limit + 1;
