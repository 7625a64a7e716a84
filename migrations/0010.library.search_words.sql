-- The vocabulary of all names: what a mistyped word may have meant, and how frequent a word is.
--
-- A word is found by its neighbourhood of deletions: "metalica" and "metallica" have "metalica" in common. A wrong
-- vocabulary never loses a hit of an exact step: it costs forgiveness for new words, and a worse plan.
--
-- depends: 0009.library.audio_tracks

-- The word itself, the word less one letter and, where two typos are forgiven, less two.
CREATE FUNCTION search_deletions(word text, depth integer) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    -- letters behind the fourteenth are hardly ever mistyped alone, and double the size
    head text COLLATE "C" := left(word, 14);
    shorter text;
    found text[] := ARRAY[head];
BEGIN
    FOR i IN 1..length(head) LOOP
        shorter := overlay(head PLACING '' FROM i FOR 1);
        found := found || shorter;
        IF depth > 1 THEN
            FOR j IN i..length(shorter) LOOP
                found := found || overlay(shorter PLACING '' FROM j FOR 1);
            END LOOP;
        END IF;
    END LOOP;
    RETURN found;
END
$$;

COMMENT ON FUNCTION search_deletions(text, integer) IS
'A word with up to so many (1 or 2) of its first 14 letters left out, in every way.';

-- Typing slips: a letter too many, too few, another one, two neighbours swapped (optimal string alignment).
CREATE FUNCTION search_distance(a text, b text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    x text COLLATE "C" := left(a, 24);
    y text COLLATE "C" := left(b, 24);
    x_length integer := length(x);
    y_length integer := length(y);
    place integer := 1;
    before integer[];
    above integer[];
    line integer[];
    cell integer;
BEGIN
    IF a = b THEN
        RETURN 0;
    ELSIF abs(length(a) - length(b)) > 3 THEN
        RETURN 9;
    END IF;
    -- without their common head and tail most pairs are one or two letters, which need no table
    WHILE place <= x_length AND substr(x, place, 1) = substr(y, place, 1) LOOP
        place := place + 1;
    END LOOP;
    WHILE x_length >= place AND y_length >= place AND substr(x, x_length, 1) = substr(y, y_length, 1) LOOP
        x_length := x_length - 1;
        y_length := y_length - 1;
    END LOOP;
    x_length := x_length - place + 1;
    y_length := y_length - place + 1;
    IF x_length = 0 OR y_length = 0 THEN
        RETURN greatest(x_length, y_length);
    END IF;
    x := substr(x, place, x_length);
    y := substr(y, place, y_length);
    IF x_length = 1 OR y_length = 1 THEN
        RETURN greatest(x_length, y_length) - (strpos(x, y) > 0 OR strpos(y, x) > 0)::integer;
    ELSIF x_length = 2 AND y_length = 2 THEN
        RETURN 2 - (x = reverse(y))::integer;
    END IF;
    above := ARRAY(SELECT step.number FROM generate_series(0, y_length) AS step (number) ORDER BY step.number);
    FOR i IN 1..x_length LOOP
        line := ARRAY[i];
        FOR j IN 1..y_length LOOP
            cell := least(
                above[j + 1] + 1, line[j] + 1, above[j] + (substr(x, i, 1) <> substr(y, j, 1))::integer
            );
            IF i > 1 AND j > 1 AND substr(x, i, 1) = substr(y, j - 1, 1)
                AND substr(x, i - 1, 1) = substr(y, j, 1)
            THEN
                cell := least(cell, before[j - 1] + 1);
            END IF;
            line := line || cell;
        END LOOP;
        before := above;
        above := line;
    END LOOP;
    RETURN above[y_length + 1];
END
$$;

COMMENT ON FUNCTION search_distance(text, text) IS
'Typing slips between two words of at most 24 letters; 9 for what is too far apart to count.';

CREATE TABLE search_words (
    word text COLLATE "C" NOT NULL,
    frequency integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT search_words_pkey PRIMARY KEY (word),
    CONSTRAINT search_words_word_letters CHECK (word ~ '^[a-z][a-z0-9]{2,23}$'),
    CONSTRAINT search_words_frequency_not_negative CHECK (frequency >= 0)
);

-- The deletions are in the index only: in the table they would make it six times as large, and each neighbour a page.
CREATE INDEX search_words_deletions_idx ON search_words
USING gin (search_deletions(word, CASE WHEN length(word) >= 8 THEN 2 ELSE 1 END));

-- With statistics the planner expects a sixth of the table for each word, and reads it all.
ALTER INDEX search_words_deletions_idx ALTER COLUMN 1 SET STATISTICS 0;

-- New words at once, each once. It counts nothing on purpose: the row of "the" would be the hottest of the database.
-- library.refresh_search_words counts. Nobody waits for anybody: words that another transaction may be adding just now
-- are left to it, and to the next count.
CREATE FUNCTION add_search_words(vectors tsvector[]) RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    INSERT INTO search_words (word)
    SELECT item.word
    FROM (
        -- nothing of the outside is to be put inside: a lock is for words that are new
        SELECT found.word
        FROM (
            SELECT DISTINCT entry.lexeme COLLATE "C" AS word
            FROM unnest(vectors) AS vector (lexemes)
            CROSS JOIN LATERAL unnest(vector.lexemes) AS entry
            WHERE entry.lexeme COLLATE "C" ~ '^[a-z][a-z0-9]{2,23}$'
        ) AS found
        WHERE NOT EXISTS (
            SELECT known.word
            FROM search_words AS known
            WHERE known.word = found.word
        )
        OFFSET 0
    ) AS item
    WHERE pg_try_advisory_xact_lock(hashtext('search_words'), hashtext(item.word) & 31)
    ORDER BY item.word
    ON CONFLICT ON CONSTRAINT search_words_pkey DO NOTHING;
END
$$;

COMMENT ON FUNCTION add_search_words(tsvector[]) IS
'Adds the words of these search vectors that the vocabulary lacks.';

-- What adds more than 1,000 tracks at once leaves its words to the count: they are counted faster together.
-- Like the next one it has the rights of its owner: who adds tracks need not be able to write the vocabulary.
CREATE FUNCTION add_words_of_new_tracks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM added LIMIT 1001) AS counted) <= 1000 THEN
        PERFORM add_search_words((SELECT array_agg(added.search_vector) FROM added));
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION add_words_of_new_tracks() IS 'Adds the words of the tracks that a statement added.';

CREATE TRIGGER audio_tracks_add_words_of_new_tracks
AFTER INSERT ON audio_tracks
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT
EXECUTE FUNCTION add_words_of_new_tracks();

CREATE FUNCTION add_words_of_changed_track() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM add_search_words(ARRAY[NEW.search_vector]);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION add_words_of_changed_track() IS 'Adds the words of a track whose names changed.';

CREATE TRIGGER audio_tracks_add_words_of_changed_track
AFTER UPDATE ON audio_tracks
FOR EACH ROW
WHEN (OLD.search_vector IS DISTINCT FROM NEW.search_vector)
EXECUTE FUNCTION add_words_of_changed_track();

-- Functions with rights of their own look names up among temporary tables last, where anybody could put a table of the
-- same name. ALTER FUNCTION takes no expression, hence the block.
DO $$
BEGIN
    EXECUTE format(
        'ALTER FUNCTION add_words_of_new_tracks() SET search_path = %s, pg_temp', current_setting('search_path')
    );
    EXECUTE format(
        'ALTER FUNCTION add_words_of_changed_track() SET search_path = %s, pg_temp', current_setting('search_path')
    );
    EXECUTE format(
        'ALTER FUNCTION add_search_words(tsvector[]) SET search_path = %s, pg_temp', current_setting('search_path')
    );
END
$$;

REVOKE EXECUTE ON FUNCTION add_words_of_new_tracks() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION add_words_of_changed_track() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION add_search_words(tsvector[]) FROM PUBLIC;

CREATE TRIGGER search_words_set_updated_at
BEFORE UPDATE ON search_words
FOR EACH ROW
WHEN (OLD.frequency IS DISTINCT FROM NEW.frequency)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE search_words IS 'Every word of the names of audio tracks, in Latin letters, with its neighbourhood.';
COMMENT ON COLUMN search_words.word IS 'A folded word of 3 to 24 letters and digits.';
COMMENT ON COLUMN search_words.frequency IS
'Number of tracks that have it, as of the last refresh; 1 for words that came since.';
COMMENT ON INDEX search_words_pkey IS
'library.read_search, library.search_by_words, library.read_slips: frequencies of words and prefixes.';
COMMENT ON INDEX search_words_deletions_idx IS
'library.read_slips: the neighbours of a word, by words with a letter left out, or up to two from eight letters on.';
