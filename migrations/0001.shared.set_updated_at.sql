-- The trigger function that keeps updated_at on every table that is updated.
--
-- Each table calls it BEFORE UPDATE, WHEN something really changes: writing the same values again is no update.
--
-- depends:

-- CURRENT_TIMESTAMP is a keyword: the body looks nothing up by name. The search_path is fixed all the same, as
-- on every function here, because a server that spreads schemas over nodes runs triggers without one.
CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION set_updated_at() IS 'Sets updated_at to the start of the transaction (UTC instant).';
