-- Takes back 0030.assistant.message_order: the number of a last message that was removed is given again.

DO $$
BEGIN
    IF to_regrole('tracktion_read_only') IS NOT NULL THEN
        REVOKE SELECT ON conversations FROM tracktion_read_only;
        GRANT SELECT ON conversations TO tracktion_read_only;
    END IF;
    IF to_regrole('tracktion_read_write') IS NOT NULL THEN
        REVOKE SELECT ON conversations FROM tracktion_read_write;
        GRANT SELECT ON conversations TO tracktion_read_write;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION take_configuration() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.configuration := coalesce(
        (
            SELECT transcript.configuration
            FROM transcripts AS transcript
            WHERE transcript.user_id = NEW.user_id AND transcript.id = NEW.transcript_id
        ),
        'simple'
    );
    RETURN NEW;
END
$$;

DROP INDEX messages_created_at_idx;

CREATE INDEX messages_created_at_idx ON messages (user_id, created_at DESC, id DESC);

CREATE OR REPLACE FUNCTION touch_conversations() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    UPDATE conversations AS conversation
    SET updated_at = greatest(conversation.updated_at, now())
    WHERE conversation.id = ANY (ARRAY(SELECT DISTINCT added.conversation_id FROM added));
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION touch_conversations() IS 'Sets updated_at of the conversations that messages were added to.';

CREATE OR REPLACE FUNCTION number_message() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
SET enable_seqscan TO off
SET enable_bitmapscan TO off
AS $$
BEGIN
    PERFORM
    FROM conversations AS conversation
    WHERE conversation.user_id = NEW.user_id AND conversation.id = NEW.conversation_id
    FOR NO KEY UPDATE;
    NEW.position := 1 + coalesce(
        (
            SELECT message.position
            FROM messages AS message
            WHERE message.user_id = NEW.user_id AND message.conversation_id = NEW.conversation_id
            ORDER BY message.position DESC
            LIMIT 1
        ),
        0
    );
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION number_message() IS
'Gives a message the number behind the last one of its conversation, whose row it locks.';

ALTER TABLE conversations DROP COLUMN last_position;

COMMENT ON COLUMN messages.position IS
'1, 2, 3 … within the conversation, in the order of the commits; given by the database unless the writer does.';
COMMENT ON COLUMN messages.created_at IS NULL;
COMMENT ON INDEX messages_position_unique IS
'assistant.list_messages, assistant.list_messages_from, assistant.list_last_messages; the foreign key.';
COMMENT ON INDEX messages_created_at_idx IS 'assistant.list_messages_by_metadata: newest first, under row security.';
