-- Takes back 0001.shared.set_updated_at; no table may use the function any more.

DROP FUNCTION set_updated_at();
