-- Add entries in bulk.
--
-- :param id: uuid
-- :returns: count
COPY entries (id) FROM STDIN (FORMAT BINARY);
