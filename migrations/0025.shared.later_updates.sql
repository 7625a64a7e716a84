-- No update goes back in time, and a search looks for the words of a question one by one.
--
-- depends: 0024.shared.roles

-- The start of a transaction may lie before that of one that committed meanwhile: what is there already stays then.
CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.updated_at := greatest(OLD.updated_at, CURRENT_TIMESTAMP);
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION set_updated_at() IS
'Sets updated_at to the start of the transaction (UTC instant), but never back.';

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

-- What must not be there is left out by querytree, and T is what has nothing else. No word of a question has the signs
-- that are replaced here: document_text took them out, and a word has no blanks.
CREATE FUNCTION document_any_word(question tsquery) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN querytree(question) IN ('', 'T') THEN question
    ELSE regexp_replace(querytree(question), ' (&|<->|<[0-9]+>) ', ' | ', 'g')::tsquery
END;

COMMENT ON FUNCTION document_any_word(tsquery) IS
'A question that any word of this one answers; the same one where it only says what must not be there.';
