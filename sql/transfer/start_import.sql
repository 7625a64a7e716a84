-- Start an import at the first row of its file, also where the same source was imported before.
--
-- :param import_id: uuid  follows from target and source
-- :param target: text  library or catalog
-- :param source: text  path of the file, or the name that the import was given; 1 to 4,096 bytes
-- :param content_hash: text  SHA-256 of nothing, 64 lower-case hex digits
-- :returns: one transfer.Import
INSERT INTO imports AS import (id, target, source, content_hash)
VALUES (:import_id, :target, :source, :content_hash)
ON CONFLICT (id) DO UPDATE
    SET
        rows_read = 0,
        rows_written = 0,
        rows_rejected = 0,
        bytes_read = 0,
        content_hash = excluded.content_hash,
        rejects_size = 0,
        started_at = excluded.started_at,
        finished_at = NULL
RETURNING
    import.id,
    import.target,
    import.source,
    import.rows_read,
    import.rows_written,
    import.rows_rejected,
    import.bytes_read,
    import.content_hash,
    import.rejects_size,
    import.started_at,
    import.finished_at;
