-- Remove a transcript with its chunks.
--
-- :param user_id: uuid  whose it is
-- :param transcript_id: uuid  the transcript
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM transcripts AS transcript
WHERE
    transcript.id = :transcript_id
    AND transcript.user_id = :user_id;
