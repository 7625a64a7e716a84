-- Conversations and their messages, each its user's own.
--
-- depends: 0019.karaoke.jobs

CREATE TABLE conversations (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    title text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    -- What children refer to: a conversation of somebody else is one that does not exist.
    CONSTRAINT conversations_user_id_id_unique UNIQUE (user_id, id),
    CONSTRAINT conversations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT conversations_title_length CHECK (char_length(title) BETWEEN 1 AND 500)
);

CREATE INDEX conversations_updated_at_idx ON conversations (user_id, updated_at DESC, id DESC);

CREATE TRIGGER conversations_set_updated_at
BEFORE UPDATE ON conversations
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

CREATE TABLE messages (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    position integer NOT NULL,
    role text NOT NULL,
    content text NOT NULL,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    -- With the user in it: where only the conversation stood, this would tell that somebody else's exists.
    CONSTRAINT messages_position_unique UNIQUE (user_id, conversation_id, position),
    CONSTRAINT messages_conversation_id_fkey
    FOREIGN KEY (user_id, conversation_id) REFERENCES conversations (user_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_position_positive CHECK (position > 0),
    CONSTRAINT messages_role_known CHECK (role IN ('user', 'assistant', 'system')),
    CONSTRAINT messages_content_length CHECK (char_length(content) <= 1000000),
    CONSTRAINT messages_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);

CREATE INDEX messages_created_at_idx ON messages (user_id, created_at DESC, id DESC);

-- Without fastupdate a write pays for its own entries; with it, one unlucky writer or reader pays for many.
CREATE INDEX messages_metadata_gin ON messages USING gin (metadata jsonb_path_ops) WITH (fastupdate = off);

-- A conversation is one user's: without this the planner takes the two for independent, expects next to no messages of
-- a conversation, and reads and sorts all of them for each page.
CREATE STATISTICS messages_conversation_statistics (DEPENDENCIES) ON user_id, conversation_id FROM messages;

-- The next number of a conversation, whoever writes: a call, psql, COPY. Who comes second waits for the row of the
-- conversation; the query behind the lock then has a snapshot of its own (the function is VOLATILE) and sees what
-- the first one committed. Under REPEATABLE READ it has none, but then the lock is a serialization failure, because
-- every message touches that row. Without sequential scans, because a plan made while the table was small is kept
-- for all rows of a statement: of 10,000 each would read all before it.
CREATE FUNCTION number_message() RETURNS trigger
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

-- A number that is given is kept: a restored copy has those of the original.
CREATE TRIGGER messages_number
BEFORE INSERT ON messages
FOR EACH ROW
WHEN (NEW.position IS NULL)
EXECUTE FUNCTION number_message();

-- Once for each statement, however many messages it adds: a row that were updated for each of 10,000 messages would
-- leave 10,000 dead versions. The rows are locked already, by the trigger above.
CREATE FUNCTION touch_conversations() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    UPDATE conversations AS conversation
    SET updated_at = now()
    WHERE conversation.id = ANY (ARRAY(SELECT DISTINCT added.conversation_id FROM added));
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION touch_conversations() IS 'Sets updated_at of the conversations that messages were added to.';

CREATE TRIGGER messages_touch_conversations
AFTER INSERT ON messages
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT
EXECUTE FUNCTION touch_conversations();

-- Fail closed: without a setting nothing is shown and nothing is written.
ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;

CREATE POLICY conversations_own ON conversations
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

CREATE POLICY messages_own ON messages
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

COMMENT ON TABLE conversations IS 'Chats of a user with the assistant.';
COMMENT ON COLUMN conversations.title IS '1 to 500 characters; null while it has none.';
COMMENT ON COLUMN conversations.updated_at IS 'When it was renamed or got a message last.';
COMMENT ON TABLE messages IS 'What was said in a conversation; a message is never changed.';
COMMENT ON COLUMN messages.user_id IS 'Whose conversation it is, also where the assistant speaks.';
COMMENT ON COLUMN messages.position IS
'1, 2, 3 … within the conversation, in the order of the commits; given by the database unless the writer does.';
COMMENT ON COLUMN messages.role IS 'Who speaks: user, assistant or system.';
COMMENT ON COLUMN messages.content IS 'At most 1,000,000 characters.';
COMMENT ON COLUMN messages.metadata IS 'What else is known about the message (model, tokens, sources, ...); an object.';
COMMENT ON POLICY conversations_own ON conversations IS
'A transaction that is a user''s reads and writes what is theirs.';
COMMENT ON POLICY messages_own ON messages IS 'A transaction that is a user''s reads and writes what is theirs.';

COMMENT ON INDEX conversations_pkey IS
'assistant.get_conversation, assistant.set_conversation_title, assistant.remove_conversation';
COMMENT ON INDEX conversations_user_id_id_unique IS 'assistant.add_message: what messages refer to.';
COMMENT ON INDEX conversations_updated_at_idx IS
'assistant.list_conversations, assistant.list_conversations_from: the last active first; the foreign key.';
COMMENT ON INDEX messages_pkey IS 'assistant.get_message, assistant.remove_message';
COMMENT ON INDEX messages_position_unique IS
'assistant.list_messages, assistant.list_messages_from, assistant.list_last_messages; the foreign key.';
COMMENT ON INDEX messages_created_at_idx IS 'assistant.list_messages_by_metadata: newest first, under row security.';
COMMENT ON INDEX messages_metadata_gin IS 'assistant.list_messages_by_metadata, where no row security applies.';
