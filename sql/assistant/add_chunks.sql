-- Add chunks of transcripts, all or none: the n-th elements of the arrays are one chunk.
--
-- :param user_id: uuid  whose transcripts they are
-- :param transcript_ids: uuid[]  their transcripts, ones of this user
-- :param chunk_indexes: integer[]  from 0, in the order of the text; once for each transcript
-- :param chunk_texts: text[]  1 to 100,000 characters each
-- :param token_counts: integer[]  as the model counts
-- :param starts: double precision[] with nulls  when they begin in the video, in seconds
-- :param ends: double precision[] with nulls  when they end, in seconds; not before they begin
-- :param metadata: jsonb[]  what else is known about each; objects
-- :returns: count
-- :set: app.user_id = user_id
INSERT INTO chunks (
    user_id,
    transcript_id,
    chunk_index,
    chunk_text,
    token_count,
    start_seconds,
    end_seconds,
    metadata
)
SELECT
    :user_id AS user_id,
    item.transcript_id,
    item.chunk_index,
    item.chunk_text,
    item.token_count,
    item.start_seconds,
    item.end_seconds,
    item.metadata
FROM
    unnest(
        :transcript_ids::uuid[],
        :chunk_indexes::integer[],
        :chunk_texts::text[],
        :token_counts::integer[],
        :starts::double precision[],
        :ends::double precision[],
        :metadata::jsonb[]
    )
        AS item (
            transcript_id,
            chunk_index,
            chunk_text,
            token_count,
            start_seconds,
            end_seconds,
            metadata
        )
-- in the order of what is unique: two who add the same chunks at once meet at the first one, and not crosswise
ORDER BY
    item.transcript_id ASC,
    item.chunk_index ASC;
