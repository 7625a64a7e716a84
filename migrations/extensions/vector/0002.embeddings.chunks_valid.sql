-- The rules of embeddings hold for the chunks that were there before. Others read and write meanwhile.
--
-- depends: 0001.embeddings.chunks

ALTER TABLE chunks VALIDATE CONSTRAINT chunks_embedding_model_length;
ALTER TABLE chunks VALIDATE CONSTRAINT chunks_embedding_model_known;
ALTER TABLE chunks VALIDATE CONSTRAINT chunks_embedding_norm_range;
