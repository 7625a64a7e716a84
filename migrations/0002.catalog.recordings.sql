-- Recordings: what is on disk, one row per file path.
--
-- depends: 0001.shared.set_updated_at

CREATE TABLE recordings (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    file_path text NOT NULL,
    file_name text NOT NULL,
    file_hash text,
    secondary_hash text,
    file_size bigint,
    status text NOT NULL DEFAULT 'pending',
    mime_type text,
    last_modified timestamptz,
    correlation_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT recordings_pkey PRIMARY KEY (id),
    -- A recording may be catalogued before it is hashed: nulls never collide.
    CONSTRAINT recordings_file_hash_unique UNIQUE (file_hash),
    CONSTRAINT recordings_secondary_hash_unique UNIQUE (secondary_hash),
    CONSTRAINT recordings_file_path_length CHECK (octet_length(file_path) BETWEEN 1 AND 4096),
    CONSTRAINT recordings_file_name_length CHECK (char_length(file_name) BETWEEN 1 AND 255),
    CONSTRAINT recordings_file_hash_format CHECK (file_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT recordings_secondary_hash_format CHECK (secondary_hash ~ '^[0-9a-f]{32}$'),
    CONSTRAINT recordings_file_size_not_negative CHECK (file_size >= 0),
    CONSTRAINT recordings_status_length CHECK (char_length(status) BETWEEN 1 AND 50),
    CONSTRAINT recordings_mime_type_length CHECK (char_length(mime_type) BETWEEN 1 AND 100),
    -- Clients have no instants outside the years 1 to 9999: one such row would spoil a whole page of results.
    CONSTRAINT recordings_last_modified_range CHECK (
        last_modified >= '0001-01-01 00:00:00+00' AND last_modified < '10000-01-01 00:00:00+00'
    )
);

-- A plain unique btree refuses text above 2,704 bytes that does not compress, and a path may have 4,096:
-- the index holds 16 bytes instead. A look-up compares the hash, to use this index, and the path itself.
CREATE UNIQUE INDEX recordings_file_path_unique ON recordings ((md5(file_path)::uuid));

CREATE INDEX recordings_created_at_idx ON recordings (created_at DESC, id DESC);

CREATE INDEX recordings_status_idx ON recordings (status, created_at DESC, id DESC);

CREATE INDEX recordings_correlation_id_idx ON recordings (correlation_id, created_at DESC, id DESC)
WHERE correlation_id IS NOT NULL;

CREATE TRIGGER recordings_set_updated_at
BEFORE UPDATE ON recordings
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE recordings IS 'What is on disk: one row per file path.';
COMMENT ON COLUMN recordings.file_path IS
'Absolute path as the file system gives it, 1 to 4,096 bytes, compared byte for byte (NFC and NFD are two paths).';
COMMENT ON COLUMN recordings.file_name IS 'Last part of the path, or a standardized name; 1 to 255 characters.';
COMMENT ON COLUMN recordings.file_hash IS 'SHA-256 of the content, 64 lower-case hex digits; null until hashed.';
COMMENT ON COLUMN recordings.secondary_hash IS 'XXH128 of the content, 32 lower-case hex digits; null until hashed.';
COMMENT ON COLUMN recordings.file_size IS 'Bytes; null when not known.';
COMMENT ON COLUMN recordings.status IS 'Where the services are with this file, in their own words; pending at first.';
COMMENT ON COLUMN recordings.last_modified IS 'When the file system says that the content changed.';
COMMENT ON COLUMN recordings.correlation_id IS 'The event that a service was working on when it wrote this row.';

COMMENT ON INDEX recordings_pkey IS 'catalog.get_recording, catalog.get_recordings; target of foreign keys.';
COMMENT ON INDEX recordings_file_hash_unique IS 'catalog.list_recordings_by_hash';
COMMENT ON INDEX recordings_secondary_hash_unique IS 'catalog.list_recordings_by_hash';
COMMENT ON INDEX recordings_file_path_unique IS 'catalog.get_recording_by_path, catalog.get_or_add_recording';
COMMENT ON INDEX recordings_created_at_idx IS 'catalog.list_recordings: newest first, page by page.';
COMMENT ON INDEX recordings_status_idx IS 'catalog.list_recordings_by_status: newest first, page by page.';
COMMENT ON INDEX recordings_correlation_id_idx IS 'catalog.list_recordings_by_correlation: newest first.';
