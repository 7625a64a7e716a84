-- Metadata: what is known about a recording, one value per key.
--
-- depends: 0002.catalog.recordings

CREATE TABLE metadata (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    recording_id uuid NOT NULL,
    key text NOT NULL,
    value text,
    value_type text NOT NULL DEFAULT 'string',
    -- Kept by the database, so that a range (bpm between 120 and 128) has an index and text that is no number
    -- never raises. Digits and spaces are spelled out: the classes \d and \s would also match characters of
    -- other scripts, which numeric does not read. 30 digits keep every value far from its limits.
    number numeric GENERATED ALWAYS AS (
        CASE
            WHEN value ~ '^[ \t\n\r]*[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})[ \t\n\r]*$' THEN value::numeric
        END
    ) STORED,
    correlation_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT metadata_pkey PRIMARY KEY (id),
    CONSTRAINT metadata_recording_id_key_unique UNIQUE (recording_id, key),
    CONSTRAINT metadata_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT metadata_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
    CONSTRAINT metadata_value_length CHECK (char_length(value) <= 1000000),
    CONSTRAINT metadata_value_type_length CHECK (char_length(value_type) BETWEEN 1 AND 50)
);

CREATE INDEX metadata_number_idx ON metadata (key, number, recording_id)
WHERE number IS NOT NULL;

-- A value may have a million characters, a btree entry 2,704 bytes: the index holds 16 bytes of it. A look-up
-- compares the hash, to use this index, and the value itself.
CREATE INDEX metadata_value_idx ON metadata (key, (md5(value)::uuid), recording_id)
WHERE value IS NOT NULL;

-- The columns are listed, without number: a BEFORE trigger cannot see generated columns of the new row.
CREATE TRIGGER metadata_set_updated_at
BEFORE UPDATE ON metadata
FOR EACH ROW
WHEN (
    (OLD.id, OLD.recording_id, OLD.key, OLD.value, OLD.value_type, OLD.correlation_id, OLD.created_at, OLD.updated_at)
    IS DISTINCT FROM
    (NEW.id, NEW.recording_id, NEW.key, NEW.value, NEW.value_type, NEW.correlation_id, NEW.created_at, NEW.updated_at)
)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE metadata IS 'What is known about a recording: one value per key (bpm, key, genre, ...).';
COMMENT ON COLUMN metadata.key IS '1 to 255 characters, compared byte for byte.';
COMMENT ON COLUMN metadata.value IS 'At most 1,000,000 characters; null when the key is known to have no value.';
COMMENT ON COLUMN metadata.value_type IS
'How readers should take the value (string, integer, number, boolean, null, ...).';
COMMENT ON COLUMN metadata.number IS 'The value as a number where it is plain decimal notation, else null; generated.';
COMMENT ON COLUMN metadata.correlation_id IS 'The event that a service was working on when it wrote this row.';

COMMENT ON INDEX metadata_pkey IS 'The key of what catalog.add_metadata and catalog.set_metadata write.';
COMMENT ON INDEX metadata_recording_id_key_unique IS
'catalog.get_metadata, catalog.list_metadata, catalog.set_metadata, catalog.remove_metadata; the foreign key.';
COMMENT ON INDEX metadata_number_idx IS 'catalog.list_recordings_by_metadata_number';
COMMENT ON INDEX metadata_value_idx IS 'catalog.list_recordings_by_metadata';
