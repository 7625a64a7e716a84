-- Add a transcript.
--
-- :param user_id: uuid  whose it will be
-- :param youtube_video_id: text  11 characters; once for each user
-- :param title: text or null  of the video, 1 to 500 characters
-- :param channel_name: text or null  1 to 255 characters
-- :param duration: integer or null  of the video, in seconds
-- :param language: text or null  a tag such as en or pt-BR
-- :param configuration: text  the text search configuration of the language; simple where there is none
-- :param transcript_text: text  the whole of it, at most 5,000,000 characters
-- :param metadata: jsonb  what else is known about the video; an object
-- :returns: one assistant.Transcript
-- :set: app.user_id = user_id
INSERT INTO transcripts AS transcript (
    user_id,
    youtube_video_id,
    title,
    channel_name,
    duration,
    language,
    configuration,
    transcript_text,
    metadata
)
VALUES (
    :user_id,
    :youtube_video_id,
    :title,
    :channel_name,
    :duration,
    :language,
    :configuration,
    :transcript_text,
    :metadata
)
RETURNING
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
    transcript.updated_at;
