-- Note that an import met the end of its file.
--
-- :param import_id: uuid  the import
-- :param rows_before: bigint  rows_read as this process knows it
-- :param started_at: timestamptz  as this process knows it
-- :param bytes_read: bigint  bytes of the whole file, unpacked
-- :param content_hash: text  SHA-256 of these bytes, 64 lower-case hex digits
-- :returns: one transfer.Import
UPDATE imports AS import
SET
    bytes_read = :bytes_read,
    content_hash = :content_hash,
    finished_at = current_timestamp
WHERE import.id = :import_id AND import.rows_read = :rows_before AND import.started_at = :started_at
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
