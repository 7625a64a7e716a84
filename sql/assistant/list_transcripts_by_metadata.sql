-- List a user's transcripts whose metadata contains this, without texts, the newest first, page by page.
--
-- :param user_id: uuid  whose they are
-- :param metadata: jsonb  what it must contain; an object
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.TranscriptSummary
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
    transcript.metadata,
    transcript.created_at,
    transcript.updated_at
FROM transcripts AS transcript
WHERE
    transcript.user_id = :user_id
    AND transcript.metadata @> :metadata
    AND (transcript.created_at, transcript.id) < (:after_created_at, :after_id)
ORDER BY
    transcript.created_at DESC,
    transcript.id DESC
LIMIT :row_limit + 1;
