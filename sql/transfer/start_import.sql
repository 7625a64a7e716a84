-- Start an import at the first row of its file, also where the same source was imported before.
--
-- Nobody else may have started it, or gone on with it, meanwhile: of two processes at once one finds no row here.
--
-- :param import_id: uuid  follows from target and source
-- :param target: text  library or catalog
-- :param source: text  path of the file, or the name that the import was given; 1 to 4,096 bytes
-- :param content_hash: text  SHA-256 of nothing, 64 lower-case hex digits
-- :param known_started_at: timestamptz or null  as this process knows it; null where it knows of none
-- :param known_rows_read: bigint  as this process knows it
-- :returns: one transfer.Import
-- :waive none-useless known_started_at: who knows of none must not start again what another has started
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
    WHERE import.started_at = :known_started_at AND import.rows_read = :known_rows_read
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
