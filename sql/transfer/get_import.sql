-- How far an import is, or none.
--
-- :param import_id: uuid  the import
-- :returns: at most one transfer.Import
-- :access: read
SELECT
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
    import.finished_at
FROM imports AS import
WHERE import.id = :import_id;
