-- Find a user's transcript of a video.
--
-- :param user_id: uuid  whose it is
-- :param youtube_video_id: text  the video, 11 characters
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
    transcript.user_id = :user_id
    AND transcript.youtube_video_id = :youtube_video_id;
