-- Songs: what can be sung, with the columns that search keeps.
--
-- Names are folded by search_fold and searched by a search vector, as those of audio_tracks are: there is one set of
-- rules for what a person may type.
--
-- depends: 0017.accounts.sessions

CREATE TABLE songs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    title text NOT NULL,
    artist text,
    album text,
    source text NOT NULL,
    youtube_id text COLLATE "C",
    file_path text,
    vocals_path text,
    instrumental_path text,
    lyrics text,
    date_added timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- An unknown artist is no name that anybody types: nothing is above U+10FFFF.
    title_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_key(search_fold(title))) STORED,
    artist_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (coalesce(search_key(search_fold(artist)), U&'\+10FFFF')) STORED,
    search_vector tsvector NOT NULL
    GENERATED ALWAYS AS (search_vector(search_fold(title), search_fold(artist), NULL, NULL, NULL)) STORED,
    CONSTRAINT songs_pkey PRIMARY KEY (id),
    CONSTRAINT songs_youtube_id_unique UNIQUE (youtube_id),
    CONSTRAINT songs_title_length CHECK (char_length(title) BETWEEN 1 AND 1000),
    CONSTRAINT songs_artist_length CHECK (char_length(artist) BETWEEN 1 AND 1000),
    CONSTRAINT songs_album_length CHECK (char_length(album) BETWEEN 1 AND 1000),
    CONSTRAINT songs_source_known CHECK (source IN ('youtube', 'upload', 'local')),
    CONSTRAINT songs_youtube_id_format CHECK (youtube_id ~ '^[A-Za-z0-9_-]{11}$'),
    CONSTRAINT songs_file_path_length CHECK (octet_length(file_path) BETWEEN 1 AND 4096),
    CONSTRAINT songs_vocals_path_length CHECK (octet_length(vocals_path) BETWEEN 1 AND 4096),
    CONSTRAINT songs_instrumental_path_length CHECK (octet_length(instrumental_path) BETWEEN 1 AND 4096),
    CONSTRAINT songs_lyrics_length CHECK (char_length(lyrics) <= 1000000),
    -- An instant that Python can hold.
    CONSTRAINT songs_date_added_range CHECK (
        date_added >= '0001-01-01 00:00:00+00' AND date_added < '10000-01-01 00:00:00+00'
    )
);

CREATE INDEX songs_date_added_idx ON songs (date_added, id);

CREATE INDEX songs_source_idx ON songs (source, date_added, id);

-- What was added is searched one by one until it is merged: at most 512 kB of that, not 4 MB.
CREATE INDEX songs_search_vector_idx ON songs USING gin (search_vector) WITH (gin_pending_list_limit = 512);

CREATE TRIGGER songs_set_updated_at
BEFORE UPDATE ON songs
FOR EACH ROW
-- column by column: generated ones are not computed yet
WHEN (
    (
        OLD.title, OLD.artist, OLD.album, OLD.source, OLD.youtube_id, OLD.file_path, OLD.vocals_path,
        OLD.instrumental_path, OLD.lyrics, OLD.date_added, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.title, NEW.artist, NEW.album, NEW.source, NEW.youtube_id, NEW.file_path, NEW.vocals_path,
        NEW.instrumental_path, NEW.lyrics, NEW.date_added, NEW.created_at
    )
)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE songs IS 'What can be sung: one row per song.';
COMMENT ON COLUMN songs.title IS '1 to 1,000 characters, as written.';
COMMENT ON COLUMN songs.artist IS 'As written, 1 to 1,000 characters; null when not known.';
COMMENT ON COLUMN songs.source IS 'Where it came from: youtube, upload or local.';
COMMENT ON COLUMN songs.youtube_id IS 'Of the video, 11 characters; null for none.';
COMMENT ON COLUMN songs.file_path IS 'The song as it came; null while there is no file.';
COMMENT ON COLUMN songs.vocals_path IS 'The voice alone; null until it is parted from the music.';
COMMENT ON COLUMN songs.instrumental_path IS 'The music without the voice; null until they are parted.';
COMMENT ON COLUMN songs.date_added IS 'When it came into the collection.';
COMMENT ON COLUMN songs.title_key IS 'The folded title without gaps, at most 160 characters.';
COMMENT ON COLUMN songs.artist_key IS 'The folded artist without gaps; U+10FFFF when there is none.';
COMMENT ON COLUMN songs.search_vector IS 'The folded words of title and artist.';

COMMENT ON INDEX songs_pkey IS 'karaoke.get_song, karaoke.update_song, karaoke.remove_song';
COMMENT ON INDEX songs_youtube_id_unique IS 'karaoke.get_song_by_youtube_id: a video is one song.';
COMMENT ON INDEX songs_date_added_idx IS
'karaoke.list_songs, karaoke.list_songs_with_latest_job: newest first, page by page, read backwards.';
COMMENT ON INDEX songs_source_idx IS
'karaoke.list_songs_by_source: newest first, page by page, read backwards.';
COMMENT ON INDEX songs_search_vector_idx IS 'karaoke.search_songs';
