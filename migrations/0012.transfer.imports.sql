-- Imports: how far the file of each one is written, so that it goes on after a crash where it stopped.
--
-- depends: 0011.library.audio_track_status_changes

CREATE TABLE imports (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    target text NOT NULL,
    source text NOT NULL,
    rows_read bigint NOT NULL DEFAULT 0,
    rows_written bigint NOT NULL DEFAULT 0,
    rows_rejected bigint NOT NULL DEFAULT 0,
    bytes_read bigint NOT NULL DEFAULT 0,
    content_hash text NOT NULL,
    rejects_size bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT imports_pkey PRIMARY KEY (id),
    CONSTRAINT imports_target_length CHECK (char_length(target) BETWEEN 1 AND 50),
    CONSTRAINT imports_source_length CHECK (octet_length(source) BETWEEN 1 AND 4096),
    CONSTRAINT imports_rows_add_up CHECK (
        rows_written >= 0 AND rows_rejected >= 0 AND rows_read = rows_written + rows_rejected
    ),
    CONSTRAINT imports_bytes_read_not_negative CHECK (bytes_read >= 0),
    CONSTRAINT imports_content_hash_format CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT imports_rejects_size_not_negative CHECK (rejects_size >= 0)
);

CREATE TRIGGER imports_set_updated_at
BEFORE UPDATE ON imports
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE imports IS 'How far the file of each import is written: one row per target and source.';
COMMENT ON COLUMN imports.id IS 'Follows from target and source.';
COMMENT ON COLUMN imports.target IS 'Where the rows go: library or catalog.';
COMMENT ON COLUMN imports.source IS 'Path of the file, or the name that the import was given.';
COMMENT ON COLUMN imports.rows_read IS 'Rows of the file that are done with: written or rejected.';
COMMENT ON COLUMN imports.bytes_read IS 'Bytes that these rows, and what stands before them, take, unpacked.';
COMMENT ON COLUMN imports.content_hash IS 'SHA-256 of these bytes, 64 lower-case hex digits.';
COMMENT ON COLUMN imports.rejects_size IS 'Bytes of the rejects file that belong to these rows.';
COMMENT ON COLUMN imports.started_at IS 'When the first row was looked at; created_at of the rows that bring none.';
COMMENT ON COLUMN imports.finished_at IS 'When the end of the file was met; null before.';

COMMENT ON INDEX imports_pkey IS
'transfer.get_import, transfer.start_import, transfer.advance_import, transfer.finish_import';
