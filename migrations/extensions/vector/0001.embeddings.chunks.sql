-- Chunks may have an embedding, by which the nearest ones are found. Needs the extension vector (pgvector).
--
-- An extension is there once for a database, for the schemas of all tenants: it goes into public, and search_path must
-- name the schema that it is in. Who may not make it finds it made by somebody who may.
--
-- depends:

CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;

ALTER TABLE chunks ADD COLUMN embedding vector(1536);
ALTER TABLE chunks ADD COLUMN embedding_model text;

-- Not valid yet: 0002 looks at the rows that are there without keeping others out.
ALTER TABLE chunks ADD CONSTRAINT chunks_embedding_model_length
CHECK (char_length(embedding_model) BETWEEN 1 AND 100) NOT VALID;

ALTER TABLE chunks ADD CONSTRAINT chunks_embedding_model_known
CHECK ((embedding IS NULL) = (embedding_model IS NULL)) NOT VALID;

-- Squares are summed as real numbers: of what is shorter than this, or longer, the cosine distance would be NaN.
ALTER TABLE chunks ADD CONSTRAINT chunks_embedding_norm_range
CHECK (vector_norm(embedding) BETWEEN 1e-16 AND 1e16) NOT VALID;

-- The index holds the embeddings of all users and answers the nearest first; whose they are is looked at afterwards. So
-- it is asked only where the user has many chunks, and one in twenty of all: else measuring the user's own one by one
-- costs less. It must go on until enough rows were the user's, to the end if need be, and that is a setting, which a
-- function can have. relaxed_order leaves out none that it comes across late; 30 more than wanted are fetched, so that
-- these find their place. Without sorting nothing but the index can answer.
CREATE FUNCTION nearest_chunks(of_user uuid, of_model text, asked vector, wanted bigint)
RETURNS TABLE (id uuid, distance double precision)
LANGUAGE sql STABLE ROWS 100
SET search_path FROM CURRENT
SET hnsw.iterative_scan = relaxed_order
SET hnsw.max_scan_tuples = 2147483647
SET hnsw.scan_mem_multiplier = 32
SET enable_sort = off
AS $$
SELECT
    chunk.id,
    chunk.embedding <=> asked AS distance
FROM chunks AS chunk
WHERE
    chunk.user_id = of_user
    AND chunk.embedding_model = of_model
    AND EXISTS (
        SELECT
        FROM chunks AS own
        WHERE
            own.user_id = of_user
            AND own.embedding_model = of_model
        OFFSET (
            SELECT greatest(2000, every.reltuples / 20)::bigint
            FROM pg_class AS every
            WHERE every.oid = 'chunks'::regclass
        )
    )
ORDER BY chunk.embedding <=> asked ASC
LIMIT wanted + 30
$$;

COMMENT ON FUNCTION nearest_chunks(uuid, text, vector, bigint) IS
'By the index, for a user with many chunks: nearly all of the nearest, and some more; for any other user none.';

COMMENT ON COLUMN chunks.embedding IS
'Where the text points to, of a length from 1e-16 to 1e16, shorter ones filled up with zeros; null until it is known.';
COMMENT ON COLUMN chunks.embedding_model IS 'What made the embedding, 1 to 100 characters; null where there is none.';

DO $$
BEGIN
    IF to_regrole('tracktion_read_write') IS NOT NULL THEN
        GRANT UPDATE (embedding, embedding_model) ON chunks TO tracktion_read_write;
    END IF;
END
$$;
