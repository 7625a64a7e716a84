-- Takes back 0001.embeddings.chunks, with every embedding. The extension stays: other schemas may use it.

DROP FUNCTION nearest_chunks(uuid, text, vector, bigint);
ALTER TABLE chunks DROP COLUMN embedding_model;
ALTER TABLE chunks DROP COLUMN embedding;
