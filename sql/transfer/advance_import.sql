-- Note that more rows of the file are done with, in the transaction that writes them.
--
-- Nobody else may have done so meanwhile: of two processes that import one file, one finds no row here.
--
-- :param import_id: uuid  the import
-- :param rows_before: bigint  rows_read as this process knows it
-- :param started_at: timestamptz  as this process knows it
-- :param rows_read: bigint  rows that are done with now
-- :param rows_written: bigint  of these, the written ones
-- :param rows_rejected: bigint  of these, the rejected ones
-- :param bytes_read: bigint  bytes that they take, unpacked, with what stands before them
-- :param content_hash: text  SHA-256 of these bytes, 64 lower-case hex digits
-- :param rejects_size: bigint  bytes of the rejects file that belong to them
-- :returns: one transfer.Import
UPDATE imports AS import
SET
    rows_read = :rows_read,
    rows_written = :rows_written,
    rows_rejected = :rows_rejected,
    bytes_read = :bytes_read,
    content_hash = :content_hash,
    rejects_size = :rejects_size,
    finished_at = NULL
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
