-- List the chunks of a transcript in the order of its text, page by page.
--
-- :param user_id: uuid  whose transcript it is
-- :param transcript_id: uuid  the transcript
-- :param after_chunk_index: integer  chunk_index of the row that the page follows; -1 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.Chunk
-- :access: read
-- :set: app.user_id = user_id
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
    AND chunk.transcript_id = :transcript_id
    AND chunk.chunk_index > :after_chunk_index
ORDER BY chunk.chunk_index ASC
LIMIT :row_limit + 1;
