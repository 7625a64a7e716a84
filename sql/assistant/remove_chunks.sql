-- Remove all chunks of a transcript.
--
-- :param user_id: uuid  whose transcript it is
-- :param transcript_id: uuid  the transcript
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM chunks AS chunk
WHERE
    chunk.user_id = :user_id
    AND chunk.transcript_id = :transcript_id;
