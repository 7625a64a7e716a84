-- The chunks of a user that have an embedding of a model: to count them, and to measure them one by one.
--
-- depends: 0002.embeddings.chunks_valid
-- transactional: false
-- squawk-ignore-file ban-concurrent-index-creation-in-transaction
CREATE INDEX CONCURRENTLY chunks_embedding_model_idx ON chunks (user_id, embedding_model, id)
WHERE embedding_model IS NOT NULL;
COMMENT ON INDEX chunks_embedding_model_idx IS 'embeddings.search_nearest, embeddings.search_hybrid';
