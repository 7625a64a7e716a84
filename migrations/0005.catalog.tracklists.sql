-- Tracklists: what was played in a set, in order. A set need not be on disk.
--
-- depends: 0004.catalog.tracklist_functions

CREATE TABLE tracklists (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    recording_id uuid,
    title text,
    artist text,
    source text NOT NULL,
    source_url text,
    tracks jsonb NOT NULL DEFAULT '[]',
    metadata jsonb NOT NULL DEFAULT '{}',
    -- Generated columns come before constraints: what is no array must reach tracklists_tracks_valid.
    track_count integer NOT NULL GENERATED ALWAYS AS (
        CASE jsonb_typeof(tracks) WHEN 'array' THEN jsonb_array_length(tracks) ELSE 0 END
    ) STORED,
    total_duration integer,
    cue_file_path text,
    correlation_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tracklists_pkey PRIMARY KEY (id),
    CONSTRAINT tracklists_recording_id_unique UNIQUE (recording_id),
    CONSTRAINT tracklists_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT tracklists_title_length CHECK (char_length(title) BETWEEN 1 AND 500),
    CONSTRAINT tracklists_artist_length CHECK (char_length(artist) BETWEEN 1 AND 255),
    CONSTRAINT tracklists_source_length CHECK (char_length(source) BETWEEN 1 AND 255),
    CONSTRAINT tracklists_source_url_length CHECK (char_length(source_url) BETWEEN 1 AND 2048),
    CONSTRAINT tracklists_tracks_valid CHECK (tracklist_tracks_are_valid(tracks)),
    CONSTRAINT tracklists_metadata_object CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT tracklists_total_duration_not_negative CHECK (total_duration >= 0),
    CONSTRAINT tracklists_cue_file_path_length CHECK (octet_length(cue_file_path) BETWEEN 1 AND 4096)
);

CREATE INDEX tracklists_created_at_idx ON tracklists (created_at DESC, id DESC);

-- Without fastupdate a write pays for its own entries; with it, one unlucky writer or reader pays for many.
CREATE INDEX tracklists_tracks_gin ON tracklists USING gin (tracks jsonb_path_ops) WITH (fastupdate = off);

CREATE INDEX tracklists_metadata_gin ON tracklists USING gin (metadata jsonb_path_ops) WITH (fastupdate = off);

-- The columns are listed, without track_count: a BEFORE trigger cannot see generated columns of the new row.
CREATE TRIGGER tracklists_set_updated_at
BEFORE UPDATE ON tracklists
FOR EACH ROW
WHEN (
    (
        OLD.id, OLD.recording_id, OLD.title, OLD.artist, OLD.source, OLD.source_url, OLD.tracks, OLD.metadata,
        OLD.total_duration, OLD.cue_file_path, OLD.correlation_id, OLD.created_at, OLD.updated_at
    )
    IS DISTINCT FROM
    (
        NEW.id, NEW.recording_id, NEW.title, NEW.artist, NEW.source, NEW.source_url, NEW.tracks, NEW.metadata,
        NEW.total_duration, NEW.cue_file_path, NEW.correlation_id, NEW.created_at, NEW.updated_at
    )
)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE tracklists IS 'What was played in a set, in order; at most one per recording.';
COMMENT ON COLUMN tracklists.recording_id IS 'The recording of the set; null when it is not on disk.';
COMMENT ON COLUMN tracklists.source IS 'Who says so: manual, 1001tracklists.com, ...; 1 to 255 characters.';
COMMENT ON COLUMN tracklists.tracks IS
'Array in playing order: {"title", "artist", "start_time": "mm:ss", "hh:mm:ss", seconds or null, and any other keys}.';
COMMENT ON COLUMN tracklists.metadata IS 'What else the source says about the set; an object.';
COMMENT ON COLUMN tracklists.track_count IS 'Number of entries in tracks; generated.';
COMMENT ON COLUMN tracklists.total_duration IS 'Seconds; null when not known.';
COMMENT ON COLUMN tracklists.cue_file_path IS 'Absolute path of the cue sheet made from this tracklist, if any.';
COMMENT ON COLUMN tracklists.correlation_id IS 'The event that a service was working on when it wrote this row.';

COMMENT ON INDEX tracklists_pkey IS 'catalog.get_tracklist, catalog.get_track_playing';
COMMENT ON INDEX tracklists_recording_id_unique IS 'catalog.get_tracklist_by_recording; the foreign key.';
COMMENT ON INDEX tracklists_created_at_idx IS 'catalog.list_tracklists: newest first, page by page.';
COMMENT ON INDEX tracklists_tracks_gin IS 'catalog.list_tracklists_containing: by title, artist or id of a track.';
COMMENT ON INDEX tracklists_metadata_gin IS 'catalog.list_tracklists_by_metadata';
