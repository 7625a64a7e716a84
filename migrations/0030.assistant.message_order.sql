-- No number of a message comes again, and no message is dated before what was said before it.
--
-- Whoever removes a conversation reads its messages and no others. A chunk waits while the language of its transcript
-- is changed.
--
-- Both tables are locked, for readers too, while the conversations are written once and the index is built: 9 seconds
-- for 1,000,000 messages of 200,000 conversations on two cores. More of them want a quiet hour.
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
--
-- depends: 0029.shared.user_policies

ALTER TABLE conversations ADD COLUMN last_position integer NOT NULL DEFAULT 0;

-- Conversations of all users, whoever applies this; and none becomes a later one.
ALTER TABLE conversations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messages NO FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations DISABLE TRIGGER USER;

UPDATE conversations AS conversation
SET last_position = newest.position
FROM (
    SELECT
        message.conversation_id,
        max(message.position) AS position
    FROM messages AS message
    GROUP BY message.conversation_id
) AS newest
WHERE conversation.id = newest.conversation_id;

ALTER TABLE conversations ENABLE TRIGGER USER;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;

-- The conversation knows the last number as of the statement before; the index knows those of this statement. Its
-- updated_at is no earlier than created_at of any message here, so the next one is not either. For the lock and the
-- settings see 0020.
CREATE OR REPLACE FUNCTION number_message() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
SET enable_seqscan TO off
SET enable_bitmapscan TO off
AS $$
DECLARE
    taken integer;
    touched timestamptz;
BEGIN
    SELECT
        conversation.last_position,
        conversation.updated_at
    INTO taken, touched
    FROM conversations AS conversation
    WHERE conversation.user_id = NEW.user_id AND conversation.id = NEW.conversation_id
    FOR NO KEY UPDATE;
    NEW.position := 1 + greatest(
        taken,
        (
            SELECT message.position
            FROM messages AS message
            WHERE message.user_id = NEW.user_id AND message.conversation_id = NEW.conversation_id
            ORDER BY message.position DESC
            LIMIT 1
        ),
        0
    );
    IF NEW.created_at = now() THEN
        NEW.created_at := greatest(now(), touched);
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION number_message() IS
'Gives a message the number behind the last one that its conversation ever had, and a time that is not before it.';

-- One after the other, by index: a plan that joins them, made for many messages, would be kept for one.
CREATE OR REPLACE FUNCTION touch_conversations() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
SET enable_seqscan TO off
AS $$
DECLARE
    newest record;
BEGIN
    FOR newest IN
        SELECT
            added.conversation_id,
            max(added.position) AS position
        FROM added
        GROUP BY added.conversation_id
        ORDER BY added.conversation_id
    LOOP
        UPDATE conversations AS conversation
        SET
            updated_at = greatest(conversation.updated_at, now()),
            last_position = greatest(conversation.last_position, newest.position)
        WHERE conversation.id = newest.conversation_id;
    END LOOP;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION touch_conversations() IS
'Sets updated_at and last_position of the conversations that messages were added to.';

-- Where most users have one conversation, all messages of a user look as cheap to the planner as those of a
-- conversation, and the foreign key would read them all for each conversation that goes. A condition that always holds,
-- and that list_messages_by_metadata alone says, leaves the index of the conversation to all others.
DROP INDEX messages_created_at_idx;

CREATE INDEX messages_created_at_idx ON messages (user_id, created_at DESC, id DESC) WHERE role <> '';

-- While the language is changed this waits, and takes the new one. The foreign key waited too, and missed the old one.
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
            FOR KEY SHARE
        ),
        'simple'
    );
    RETURN NEW;
END
$$;

DO $$
BEGIN
    IF to_regrole('tracktion_read_only') IS NOT NULL THEN
        REVOKE SELECT ON conversations FROM tracktion_read_only;
        GRANT SELECT (id, user_id, title, created_at, updated_at) ON conversations TO tracktion_read_only;
    END IF;
    IF to_regrole('tracktion_read_write') IS NOT NULL THEN
        REVOKE SELECT ON conversations FROM tracktion_read_write;
        GRANT SELECT (id, user_id, title, created_at, updated_at) ON conversations TO tracktion_read_write;
        -- A message is numbered by its conversation, in triggers that run with the rights of whoever adds it.
        GRANT SELECT (last_position) ON conversations TO tracktion_read_write;
        GRANT UPDATE (last_position) ON conversations TO tracktion_read_write;
    END IF;
END
$$;

COMMENT ON COLUMN conversations.last_position IS
'The greatest number that a message of it ever had, removed ones too; 0 before the first.';
COMMENT ON COLUMN messages.position IS
'1, 2, 3 … within the conversation, in the order of the commits; none comes again; given by the database unless the
writer does.';
COMMENT ON COLUMN messages.created_at IS
'When the transaction began that added it, but not before the one in front of it; unless the writer gives it.';
COMMENT ON INDEX messages_position_unique IS
'assistant.list_messages, assistant.list_messages_from, assistant.list_last_messages, accounts.remove_user; the foreign
key.';
COMMENT ON INDEX messages_created_at_idx IS
'assistant.list_messages_by_metadata: newest first, under row security; of no use to the foreign key.';
