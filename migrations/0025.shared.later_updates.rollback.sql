-- Takes back 0025.shared.later_updates.

DROP FUNCTION document_any_word(tsquery);

CREATE OR REPLACE FUNCTION touch_conversations() RETURNS trigger
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

CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION set_updated_at() IS 'Sets updated_at to the start of the transaction (UTC instant).';
