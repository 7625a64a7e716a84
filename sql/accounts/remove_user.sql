-- Remove one user with all that is theirs, and say how many rows that were.
--
-- Conversations and transcripts are locked first, in the order of their ids, as by those who add to several. Then each
-- table is emptied and counted here; what comes in meanwhile goes by the foreign keys. What a user changed of the
-- settings stays, without saying who: the foreign key sees to that.
--
-- :param user_id: uuid  the user
-- :returns: one accounts.RemovedUser
-- :set: app.user_id = user_id
WITH locked_conversations AS (
    SELECT conversation.id
    FROM conversations AS conversation
    WHERE conversation.user_id = :user_id
    ORDER BY conversation.id
    FOR UPDATE
),

locked_transcripts AS (
    SELECT transcript.id
    FROM transcripts AS transcript
    WHERE transcript.user_id = :user_id
    ORDER BY transcript.id
    FOR UPDATE
),

removed_sessions AS (
    DELETE FROM sessions AS session
    WHERE session.user_id = :user_id
    RETURNING session.id
),

removed_messages AS (
    DELETE FROM messages AS message
    WHERE
        message.user_id = :user_id
        AND (SELECT count(*) FROM locked_conversations) >= 0
    RETURNING message.id
),

removed_conversations AS (
    DELETE FROM conversations AS conversation
    WHERE
        conversation.user_id = :user_id
        AND (SELECT count(*) FROM locked_conversations) >= 0
    RETURNING conversation.id
),

removed_chunks AS (
    DELETE FROM chunks AS chunk
    WHERE
        chunk.user_id = :user_id
        AND (SELECT count(*) FROM locked_transcripts) >= 0
    RETURNING chunk.id
),

removed_transcripts AS (
    DELETE FROM transcripts AS transcript
    WHERE
        transcript.user_id = :user_id
        AND (SELECT count(*) FROM locked_transcripts) >= 0
    RETURNING transcript.id
),

removed_templates AS (
    DELETE FROM templates AS template
    WHERE template.user_id = :user_id
    RETURNING template.id
),

removed_user AS (
    DELETE FROM users AS person
    WHERE person.id = :user_id
    RETURNING person.id
)

SELECT
    removed_user.id,
    (SELECT count(*) FROM removed_sessions) AS sessions,
    (SELECT count(*) FROM removed_conversations) AS conversations,
    (SELECT count(*) FROM removed_messages) AS messages,
    (SELECT count(*) FROM removed_transcripts) AS transcripts,
    (SELECT count(*) FROM removed_chunks) AS chunks,
    (SELECT count(*) FROM removed_templates) AS templates,
    (
        SELECT count(*) FROM config_changes AS change
        WHERE change.changed_by = :user_id
    ) AS anonymised_config_changes
FROM removed_user;
