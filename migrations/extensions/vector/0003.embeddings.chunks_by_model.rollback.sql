-- Takes back 0003.embeddings.chunks_by_model.

DROP INDEX CONCURRENTLY chunks_embedding_model_idx;
