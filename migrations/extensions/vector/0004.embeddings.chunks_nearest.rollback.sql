-- Takes back 0004.embeddings.chunks_nearest.

DROP INDEX CONCURRENTLY chunks_embedding_hnsw;
