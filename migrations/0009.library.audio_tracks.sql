-- Audio tracks: what can be searched and played, with the columns that search keeps.
--
-- The database computes the folded columns whenever it stores what they are made of, whoever writes: a call, psql,
-- COPY. Nobody can write past them.
--
-- depends: 0008.library.search_functions

CREATE TABLE audio_tracks (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    status text NOT NULL DEFAULT 'PENDING',
    title text NOT NULL,
    artist text,
    album text,
    genre text,
    -- squawk-ignore prefer-bigint-over-smallint
    year smallint,
    duration double precision,
    -- squawk-ignore prefer-bigint-over-smallint
    channels smallint,
    sample_rate integer,
    bitrate integer,
    format text,
    audio_path text,
    thumbnail_path text,
    error_message text,
    retry_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- An unknown artist or album sorts behind every known one: nothing is above U+10FFFF.
    title_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_key(search_fold(title))) STORED,
    artist_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (coalesce(search_key(search_fold(artist)), U&'\+10FFFF')) STORED,
    album_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (coalesce(search_key(search_fold(album)), U&'\+10FFFF')) STORED,
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (
        search_vector(search_fold(title), search_fold(artist), search_fold(album), search_fold(genre), format)
    ) STORED,
    CONSTRAINT audio_tracks_pkey PRIMARY KEY (id),
    CONSTRAINT audio_tracks_status_known CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
    CONSTRAINT audio_tracks_title_length CHECK (char_length(title) BETWEEN 1 AND 1000),
    CONSTRAINT audio_tracks_artist_length CHECK (char_length(artist) BETWEEN 1 AND 1000),
    CONSTRAINT audio_tracks_album_length CHECK (char_length(album) BETWEEN 1 AND 1000),
    CONSTRAINT audio_tracks_genre_length CHECK (char_length(genre) BETWEEN 1 AND 255),
    CONSTRAINT audio_tracks_year_range CHECK (year BETWEEN 1800 AND 2100),
    -- NaN sorts above every number, so this refuses it too, and infinity.
    CONSTRAINT audio_tracks_duration_range CHECK (duration >= 0 AND duration < 1e9),
    CONSTRAINT audio_tracks_channels_range CHECK (channels BETWEEN 1 AND 16),
    CONSTRAINT audio_tracks_sample_rate_positive CHECK (sample_rate > 0),
    CONSTRAINT audio_tracks_bitrate_positive CHECK (bitrate > 0),
    CONSTRAINT audio_tracks_format_length CHECK (char_length(format) BETWEEN 1 AND 50),
    CONSTRAINT audio_tracks_audio_path_length CHECK (octet_length(audio_path) <= 4096),
    CONSTRAINT audio_tracks_audio_path_place CHECK (
        starts_with(audio_path, '/') OR audio_path ~ '^gs://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]/.'
    ),
    CONSTRAINT audio_tracks_thumbnail_path_length CHECK (octet_length(thumbnail_path) <= 4096),
    CONSTRAINT audio_tracks_thumbnail_path_place CHECK (
        starts_with(thumbnail_path, '/') OR thumbnail_path ~ '^gs://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]/.'
    ),
    CONSTRAINT audio_tracks_error_message_length CHECK (char_length(error_message) BETWEEN 1 AND 2000),
    CONSTRAINT audio_tracks_retry_count_not_negative CHECK (retry_count >= 0)
);

-- One for each order that a list may have; read backwards for the other direction.
CREATE INDEX audio_tracks_created_at_idx ON audio_tracks (created_at, id);

CREATE INDEX audio_tracks_updated_at_idx ON audio_tracks (updated_at, id);

CREATE INDEX audio_tracks_title_key_idx ON audio_tracks (title_key, artist_key, id);

CREATE INDEX audio_tracks_artist_key_idx ON audio_tracks (artist_key, title_key, id);

CREATE INDEX audio_tracks_album_key_idx ON audio_tracks (album_key, id);

-- An unknown year is 0 here: before every known one, and in no range of years.
CREATE INDEX audio_tracks_year_idx ON audio_tracks ((coalesce(year, 0)), id);

CREATE INDEX audio_tracks_status_idx ON audio_tracks (status, created_at, id);

-- What was added is searched one by one until it is merged: at most 512 kB of that, not 4 MB.
CREATE INDEX audio_tracks_search_vector_idx ON audio_tracks USING gin (search_vector)
WITH (gin_pending_list_limit = 512);

CREATE TRIGGER audio_tracks_set_updated_at
BEFORE UPDATE ON audio_tracks
FOR EACH ROW
-- column by column: generated ones are not computed yet
WHEN (
    (
        OLD.status, OLD.title, OLD.artist, OLD.album, OLD.genre, OLD.year, OLD.duration, OLD.channels,
        OLD.sample_rate, OLD.bitrate, OLD.format, OLD.audio_path, OLD.thumbnail_path, OLD.error_message,
        OLD.retry_count, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.status, NEW.title, NEW.artist, NEW.album, NEW.genre, NEW.year, NEW.duration, NEW.channels,
        NEW.sample_rate, NEW.bitrate, NEW.format, NEW.audio_path, NEW.thumbnail_path, NEW.error_message,
        NEW.retry_count, NEW.created_at
    )
)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE audio_tracks IS 'Searchable audio: one row per track.';
COMMENT ON COLUMN audio_tracks.status IS
'PENDING, then PROCESSING, then COMPLETED or FAILED; FAILED, then PENDING again for a retry.';
COMMENT ON COLUMN audio_tracks.title IS '1 to 1,000 characters, as written.';
COMMENT ON COLUMN audio_tracks.artist IS 'As written, 1 to 1,000 characters; null when not known.';
COMMENT ON COLUMN audio_tracks.year IS 'Of the release, 1800 to 2100; null when not known.';
COMMENT ON COLUMN audio_tracks.duration IS 'Seconds.';
COMMENT ON COLUMN audio_tracks.sample_rate IS 'Hz.';
COMMENT ON COLUMN audio_tracks.bitrate IS 'Bits per second.';
COMMENT ON COLUMN audio_tracks.format IS 'Of the file, as whoever added the track writes it, such as flac.';
COMMENT ON COLUMN audio_tracks.audio_path IS 'gs://bucket/object or an absolute path; null while there is no file.';
COMMENT ON COLUMN audio_tracks.thumbnail_path IS 'gs://bucket/object or an absolute path; null for none.';
COMMENT ON COLUMN audio_tracks.error_message IS 'Why processing failed; null unless it did.';
COMMENT ON COLUMN audio_tracks.retry_count IS 'How often processing was begun again after it had failed.';
COMMENT ON COLUMN audio_tracks.title_key IS 'The folded title without gaps, at most 160 characters.';
COMMENT ON COLUMN audio_tracks.artist_key IS 'The folded artist without gaps; U+10FFFF when there is none.';
COMMENT ON COLUMN audio_tracks.album_key IS 'The folded album without gaps; U+10FFFF when there is none.';
COMMENT ON COLUMN audio_tracks.search_vector IS
'The folded words of title and artist (weight A), album (B) and genre (C), and the format.';

COMMENT ON INDEX audio_tracks_pkey IS 'library.get_audio_track, library.get_audio_tracks, library.get_audio_track_hits';
COMMENT ON INDEX audio_tracks_created_at_idx IS 'library.list_audio_tracks_by_created_at_ascending and descending';
COMMENT ON INDEX audio_tracks_updated_at_idx IS 'library.list_audio_tracks_by_updated_at_ascending and descending';
COMMENT ON INDEX audio_tracks_title_key_idx IS
'library.search_by_name; library.list_audio_tracks_by_title_ascending and descending';
COMMENT ON INDEX audio_tracks_artist_key_idx IS
'library.search_by_name; library.list_audio_tracks_by_artist_ascending and descending; lists of one artist';
COMMENT ON INDEX audio_tracks_album_key_idx IS
'library.list_audio_tracks_by_album_ascending and descending; lists of one album';
COMMENT ON INDEX audio_tracks_year_idx IS
'library.list_audio_tracks_by_year_ascending and descending; library.search_filtered; lists of some years';
COMMENT ON INDEX audio_tracks_status_idx IS 'library.search_filtered; lists of one status, oldest first';
COMMENT ON INDEX audio_tracks_search_vector_idx IS
'library.search_by_words, library.search_filtered, library.search_forgiving; lists of one genre';
