-- Find one transcript of a user by its id.
--
-- :param user_id: uuid  whose it is
-- :param transcript_id: uuid  the transcript
-- :returns: at most one assistant.Transcript
-- :access: read
-- :set: app.user_id = user_id
SELECT
    transcript.id,
    transcript.user_id,
    transcript.youtube_video_id,
    transcript.title,
    transcript.channel_name,
    transcript.duration,
    transcript.language,
    transcript.configuration,
    transcript.transcript_text,
    transcript.metadata,
    transcript.created_at,
    transcript.updated_at
FROM transcripts AS transcript
WHERE
    transcript.id = :transcript_id
    AND transcript.user_id = :user_id;
