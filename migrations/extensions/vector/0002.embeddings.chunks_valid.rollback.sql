-- Takes back 0002.embeddings.chunks_valid: the rules stay, for what is written from now on.

ALTER TABLE chunks DROP CONSTRAINT chunks_embedding_model_length;
ALTER TABLE chunks ADD CONSTRAINT chunks_embedding_model_length
CHECK (char_length(embedding_model) BETWEEN 1 AND 100) NOT VALID;

ALTER TABLE chunks DROP CONSTRAINT chunks_embedding_model_known;
ALTER TABLE chunks ADD CONSTRAINT chunks_embedding_model_known
CHECK ((embedding IS NULL) = (embedding_model IS NULL)) NOT VALID;

ALTER TABLE chunks DROP CONSTRAINT chunks_embedding_norm_range;
ALTER TABLE chunks ADD CONSTRAINT chunks_embedding_norm_range
CHECK (vector_norm(embedding) BETWEEN 1e-16 AND 1e16) NOT VALID;
