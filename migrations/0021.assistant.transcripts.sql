-- Transcripts of videos and the chunks they are cut into, each its user's own, with full-text search.
--
-- depends: 0020.assistant.conversations

-- The column is text and not regconfig: pg_upgrade refuses tables that have one.
CREATE FUNCTION document_configuration(name text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE name
    WHEN 'arabic' THEN 'arabic'::regconfig
    WHEN 'armenian' THEN 'armenian'::regconfig
    WHEN 'basque' THEN 'basque'::regconfig
    WHEN 'catalan' THEN 'catalan'::regconfig
    WHEN 'danish' THEN 'danish'::regconfig
    WHEN 'dutch' THEN 'dutch'::regconfig
    WHEN 'english' THEN 'english'::regconfig
    WHEN 'finnish' THEN 'finnish'::regconfig
    WHEN 'french' THEN 'french'::regconfig
    WHEN 'german' THEN 'german'::regconfig
    WHEN 'greek' THEN 'greek'::regconfig
    WHEN 'hindi' THEN 'hindi'::regconfig
    WHEN 'hungarian' THEN 'hungarian'::regconfig
    WHEN 'indonesian' THEN 'indonesian'::regconfig
    WHEN 'irish' THEN 'irish'::regconfig
    WHEN 'italian' THEN 'italian'::regconfig
    WHEN 'lithuanian' THEN 'lithuanian'::regconfig
    WHEN 'nepali' THEN 'nepali'::regconfig
    WHEN 'norwegian' THEN 'norwegian'::regconfig
    WHEN 'portuguese' THEN 'portuguese'::regconfig
    WHEN 'romanian' THEN 'romanian'::regconfig
    WHEN 'russian' THEN 'russian'::regconfig
    WHEN 'serbian' THEN 'serbian'::regconfig
    WHEN 'spanish' THEN 'spanish'::regconfig
    WHEN 'swedish' THEN 'swedish'::regconfig
    WHEN 'tamil' THEN 'tamil'::regconfig
    WHEN 'turkish' THEN 'turkish'::regconfig
    WHEN 'yiddish' THEN 'yiddish'::regconfig
    ELSE 'simple'::regconfig
END;

COMMENT ON FUNCTION document_configuration(text) IS
'The text search configuration of this name, of those that every PostgreSQL from 15 on has; simple for any other.';

-- What is spoken is no HTML: the parser would pass over tags, and over all that stands behind <script>.
CREATE FUNCTION document_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(value, '<>&', '   ');

COMMENT ON FUNCTION document_text(text) IS 'A text without the signs that the parser would take for HTML.';

-- A vector holds 1 MB of words and places. Speech never comes near; a list of random words may, and is then found by
-- its beginning only, where it would not be stored at all.
CREATE FUNCTION document_vector(configuration text, title text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE
SET search_path FROM CURRENT
AS $$
DECLARE
    chosen CONSTANT regconfig := document_configuration(configuration);
    heading CONSTANT tsvector := setweight(to_tsvector(chosen, document_text(coalesce(title, ''))), 'A');
BEGIN
    RETURN heading || setweight(to_tsvector(chosen, document_text(body)), 'D');
EXCEPTION
    WHEN program_limit_exceeded THEN
        RETURN heading || setweight(to_tsvector(chosen, document_text(left(body, 50000))), 'D');
END
$$;

COMMENT ON FUNCTION document_vector(text, text, text) IS
'What finds a document: the words of its title (weight A) and of its text (D), as its language has them.';

-- No text raises: what is nested too deep for the server (more than 30 signs of "not", one behind the other) is read
-- as plain words.
CREATE FUNCTION document_question(configuration text, asked text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE
SET search_path FROM CURRENT
AS $$
BEGIN
    RETURN websearch_to_tsquery(document_configuration(configuration), document_text(asked));
EXCEPTION
    WHEN internal_error THEN
        RETURN plainto_tsquery(document_configuration(configuration), document_text(asked));
END
$$;

COMMENT ON FUNCTION document_question(text, text) IS
'What a text asks for, as its words are in a language: words, "a phrase", or, -without.';

-- What stands behind the first 100,000 characters is not looked at: chunks are for that. Five control characters are
-- taken out of the text first, to stand for the marks and for what HTML must escape: so no text can bring a mark or
-- a tag of its own, and the parser sees no HTML.
CREATE FUNCTION document_snippet(configuration text, body text, question tsquery) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    snippet text := ts_headline(
        document_configuration(configuration),
        translate(left(body, 100000), U&'<>&\0002\0003\0004\0005\0006', U&'\0004\0005\0006'),
        question,
        U&'StartSel=\0002, StopSel=\0003, MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … "'
    );
BEGIN
    snippet := replace(replace(snippet, '"', '&quot;'), '''', '&#39;');
    snippet := replace(replace(replace(snippet, U&'\0004', '&lt;'), U&'\0005', '&gt;'), U&'\0006', '&amp;');
    RETURN replace(replace(snippet, U&'\0002', '<mark>'), U&'\0003', '</mark>');
END
$$;

COMMENT ON FUNCTION document_snippet(text, text, tsquery) IS
'Up to two pieces of a text, as HTML, with <mark> around the words that a question asks for.';

CREATE TABLE transcripts (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    youtube_video_id text NOT NULL,
    title text,
    channel_name text,
    duration integer,
    language text,
    configuration text NOT NULL DEFAULT 'simple',
    transcript_text text NOT NULL,
    metadata jsonb NOT NULL DEFAULT '{}',
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (document_vector(configuration, title, transcript_text)) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transcripts_pkey PRIMARY KEY (id),
    CONSTRAINT transcripts_youtube_video_id_unique UNIQUE (user_id, youtube_video_id),
    -- What chunks refer to: they are searched in the language of their transcript.
    CONSTRAINT transcripts_configuration_unique UNIQUE (user_id, id, configuration),
    CONSTRAINT transcripts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT transcripts_youtube_video_id_format CHECK (youtube_video_id COLLATE "C" ~ '^[A-Za-z0-9_-]{11}$'),
    CONSTRAINT transcripts_title_length CHECK (char_length(title) BETWEEN 1 AND 500),
    CONSTRAINT transcripts_channel_name_length CHECK (char_length(channel_name) BETWEEN 1 AND 255),
    CONSTRAINT transcripts_duration_not_negative CHECK (duration >= 0),
    CONSTRAINT transcripts_language_length CHECK (char_length(language) BETWEEN 1 AND 35),
    CONSTRAINT transcripts_configuration_known CHECK (
        configuration = 'simple' OR document_configuration(configuration) <> 'simple'::regconfig
    ),
    CONSTRAINT transcripts_transcript_text_length CHECK (char_length(transcript_text) <= 5000000),
    CONSTRAINT transcripts_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);

CREATE INDEX transcripts_created_at_idx ON transcripts (user_id, created_at DESC, id DESC);

-- Without fastupdate a write pays for its own entries; with it, one unlucky writer or reader pays for many.
CREATE INDEX transcripts_metadata_gin ON transcripts USING gin (metadata jsonb_path_ops) WITH (fastupdate = off);

CREATE INDEX transcripts_search_vector_gin ON transcripts USING gin (search_vector) WITH (fastupdate = off);

CREATE TRIGGER transcripts_set_updated_at
BEFORE UPDATE ON transcripts
FOR EACH ROW
-- column by column: generated ones are not computed yet
WHEN (
    (
        OLD.user_id, OLD.youtube_video_id, OLD.title, OLD.channel_name, OLD.duration, OLD.language,
        OLD.configuration, OLD.transcript_text, OLD.metadata, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.user_id, NEW.youtube_video_id, NEW.title, NEW.channel_name, NEW.duration, NEW.language,
        NEW.configuration, NEW.transcript_text, NEW.metadata, NEW.created_at
    )
)
EXECUTE FUNCTION set_updated_at();

CREATE TABLE chunks (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    transcript_id uuid NOT NULL,
    chunk_index integer NOT NULL,
    chunk_text text NOT NULL,
    token_count integer NOT NULL,
    start_seconds double precision,
    end_seconds double precision,
    metadata jsonb NOT NULL DEFAULT '{}',
    configuration text NOT NULL,
    search_vector tsvector NOT NULL GENERATED ALWAYS AS (document_vector(configuration, NULL, chunk_text)) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chunks_pkey PRIMARY KEY (id),
    -- With the user in it: where only the transcript stood, this would tell that somebody else's exists.
    CONSTRAINT chunks_chunk_index_unique UNIQUE (user_id, transcript_id, chunk_index),
    -- A transcript whose language is put right takes its chunks along.
    CONSTRAINT chunks_transcript_id_fkey
    FOREIGN KEY (user_id, transcript_id, configuration) REFERENCES transcripts (user_id, id, configuration)
    ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT chunks_chunk_index_not_negative CHECK (chunk_index >= 0),
    CONSTRAINT chunks_chunk_text_length CHECK (char_length(chunk_text) BETWEEN 1 AND 100000),
    CONSTRAINT chunks_token_count_not_negative CHECK (token_count >= 0),
    -- NaN sorts above every number, so these refuse it too, and infinity.
    CONSTRAINT chunks_start_seconds_range CHECK (start_seconds >= 0 AND start_seconds < 1e9),
    CONSTRAINT chunks_end_seconds_range CHECK (end_seconds >= 0 AND end_seconds < 1e9),
    CONSTRAINT chunks_end_seconds_after_start CHECK (end_seconds >= start_seconds),
    CONSTRAINT chunks_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);

CREATE INDEX chunks_transcript_id_idx ON chunks (user_id, transcript_id, configuration);

CREATE INDEX chunks_metadata_gin ON chunks USING gin (metadata jsonb_path_ops) WITH (fastupdate = off);

CREATE INDEX chunks_search_vector_gin ON chunks USING gin (search_vector) WITH (fastupdate = off);

-- A transcript is one user's: the planner would take the two for independent, and expect next to no chunks of it.
CREATE STATISTICS chunks_transcript_statistics (DEPENDENCIES) ON user_id, transcript_id FROM chunks;

-- Of a transcript that is not there, or somebody else's, the foreign key will tell.
CREATE FUNCTION take_configuration() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.configuration := coalesce(
        (
            SELECT transcript.configuration
            FROM transcripts AS transcript
            WHERE transcript.user_id = NEW.user_id AND transcript.id = NEW.transcript_id
        ),
        'simple'
    );
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION take_configuration() IS 'Gives a chunk the text search configuration of its transcript.';

CREATE TRIGGER chunks_take_configuration
BEFORE INSERT ON chunks
FOR EACH ROW
EXECUTE FUNCTION take_configuration();

CREATE TRIGGER chunks_set_updated_at
BEFORE UPDATE ON chunks
FOR EACH ROW
-- column by column: generated ones are not computed yet
WHEN (
    (
        OLD.user_id, OLD.transcript_id, OLD.chunk_index, OLD.chunk_text, OLD.token_count, OLD.start_seconds,
        OLD.end_seconds, OLD.metadata, OLD.configuration, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.user_id, NEW.transcript_id, NEW.chunk_index, NEW.chunk_text, NEW.token_count, NEW.start_seconds,
        NEW.end_seconds, NEW.metadata, NEW.configuration, NEW.created_at
    )
)
EXECUTE FUNCTION set_updated_at();

-- Fail closed: without a setting nothing is shown and nothing is written.
ALTER TABLE transcripts ENABLE ROW LEVEL SECURITY;
ALTER TABLE transcripts FORCE ROW LEVEL SECURITY;
ALTER TABLE chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE chunks FORCE ROW LEVEL SECURITY;

CREATE POLICY transcripts_own ON transcripts
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

CREATE POLICY chunks_own ON chunks
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

COMMENT ON TABLE transcripts IS 'What is said in a video, once for each user who asked for it.';
COMMENT ON COLUMN transcripts.youtube_video_id IS '11 characters; one transcript of a video for each user.';
COMMENT ON COLUMN transcripts.title IS 'Of the video, 1 to 500 characters; null when not known.';
COMMENT ON COLUMN transcripts.channel_name IS '1 to 255 characters; null when not known.';
COMMENT ON COLUMN transcripts.duration IS 'Of the video, in seconds; null when not known.';
COMMENT ON COLUMN transcripts.language IS 'As a tag, such as en or pt-BR; null when not known.';
COMMENT ON COLUMN transcripts.configuration IS 'How its words are taken: a text search configuration, simple for none.';
COMMENT ON COLUMN transcripts.transcript_text IS 'The whole of it, at most 5,000,000 characters.';
COMMENT ON COLUMN transcripts.metadata IS 'What else is known about the video; an object.';
COMMENT ON COLUMN transcripts.search_vector IS 'Words of the title (weight A) and of the text (D); generated.';
COMMENT ON TABLE chunks IS 'The pieces of a transcript, in order.';
COMMENT ON COLUMN chunks.chunk_index IS 'From 0, in the order of the text.';
COMMENT ON COLUMN chunks.chunk_text IS '1 to 100,000 characters.';
COMMENT ON COLUMN chunks.token_count IS 'As the model counts that the text was cut for.';
COMMENT ON COLUMN chunks.start_seconds IS 'When it begins in the video; null when not known.';
COMMENT ON COLUMN chunks.end_seconds IS 'When it ends; null when not known.';
COMMENT ON COLUMN chunks.metadata IS 'What else is known about the chunk; an object.';
COMMENT ON COLUMN chunks.configuration IS 'That of the transcript, kept by the database.';
COMMENT ON COLUMN chunks.search_vector IS 'Words of the text; generated.';
COMMENT ON POLICY transcripts_own ON transcripts IS 'A transaction that is a user''s reads and writes what is theirs.';
COMMENT ON POLICY chunks_own ON chunks IS 'A transaction that is a user''s reads and writes what is theirs.';

COMMENT ON INDEX transcripts_pkey IS
'assistant.get_transcript, assistant.update_transcript, assistant.remove_transcript';
COMMENT ON INDEX transcripts_youtube_video_id_unique IS 'assistant.get_transcript_by_video';
COMMENT ON INDEX transcripts_configuration_unique IS
'assistant.search_transcripts, assistant.search_chunks: the languages of a user; what chunks refer to.';
COMMENT ON INDEX transcripts_created_at_idx IS
'assistant.list_transcripts; under row security assistant.list_transcripts_by_metadata, assistant.search_transcripts.';
COMMENT ON INDEX transcripts_metadata_gin IS
'assistant.list_transcripts_by_metadata, where no row security applies.';
COMMENT ON INDEX transcripts_search_vector_gin IS 'assistant.search_transcripts, where no row security applies.';
COMMENT ON INDEX chunks_pkey IS 'assistant.get_chunks';
COMMENT ON INDEX chunks_chunk_index_unique IS
'assistant.list_chunks, assistant.remove_chunks; assistant.list_chunks_by_metadata under row security.';
COMMENT ON INDEX chunks_transcript_id_idx IS
'assistant.search_chunks under row security, assistant.search_transcripts; the foreign key.';
COMMENT ON INDEX chunks_metadata_gin IS 'assistant.list_chunks_by_metadata, where no row security applies.';
COMMENT ON INDEX chunks_search_vector_gin IS 'assistant.search_chunks, where no row security applies.';
