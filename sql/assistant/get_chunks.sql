-- Find chunks of a user by their ids, in the order asked; an id without a chunk has no row.
--
-- :param user_id: uuid  whose they are
-- :param chunk_ids: uuid[]  the chunks
-- :returns: many assistant.Chunk
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
FROM unnest(:chunk_ids::uuid[]) WITH ORDINALITY AS asked (id, position)
INNER JOIN chunks AS chunk ON asked.id = chunk.id
WHERE chunk.user_id = :user_id
ORDER BY asked.position ASC;
