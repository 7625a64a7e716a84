-- The chunks of all users, those first whose embeddings point most nearly where another one does.
--
-- depends: 0003.embeddings.chunks_by_model
-- transactional: false
-- squawk-ignore-file ban-concurrent-index-creation-in-transaction
CREATE INDEX CONCURRENTLY chunks_embedding_hnsw ON chunks USING hnsw (embedding vector_cosine_ops);
COMMENT ON INDEX chunks_embedding_hnsw IS
'embeddings.search_nearest, embeddings.search_hybrid: in nearest_chunks, for users who have many chunks.';
