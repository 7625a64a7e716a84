-- Change the named columns of one transcript; the others stay as they are.
--
-- Another configuration makes the search vectors anew, those of the chunks too.
--
-- :param user_id: uuid  whose it is
-- :param transcript_id: uuid  the transcript
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param title: text or null  of the video, 1 to 500 characters
-- :param channel_name: text or null  1 to 255 characters
-- :param duration: integer or null  of the video, in seconds
-- :param language: text or null  a tag such as en or pt-BR
-- :param configuration: text or null  the text search configuration of the language; simple where there is none
-- :param metadata: jsonb or null  what else is known about the video; an object
-- :returns: one assistant.Transcript
-- :set: app.user_id = user_id
UPDATE transcripts AS transcript
SET
    title = CASE WHEN 'title' = ANY(:changed) THEN :title ELSE transcript.title END,
    channel_name = CASE WHEN 'channel_name' = ANY(:changed) THEN :channel_name ELSE transcript.channel_name END,
    duration = CASE WHEN 'duration' = ANY(:changed) THEN :duration ELSE transcript.duration END,
    language = CASE WHEN 'language' = ANY(:changed) THEN :language ELSE transcript.language END,
    configuration = CASE WHEN 'configuration' = ANY(:changed) THEN :configuration ELSE transcript.configuration END,
    metadata = CASE WHEN 'metadata' = ANY(:changed) THEN :metadata ELSE transcript.metadata END
WHERE
    transcript.id = :transcript_id
    AND transcript.user_id = :user_id
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
