-- What the statements of search ask of a query and of a track.
--
-- All functions are immutable and never raise on any text: words are quoted where a tsquery is written, and compared
-- as text elsewhere.
--
-- depends: 0013.library.list_functions

-- A word with joints (ac_dc) is asked for as one word or as all its parts. What may go on in another script is asked
-- for as pieces of eight characters, each the head of some tail (see search_lexemes), whatever its weight.
CREATE FUNCTION search_term(word text, suffix text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    term text COLLATE "C" := left(word, 60);
BEGIN
    IF term ~ '[''\\]' THEN
        term := replace(replace(term, '\', '\\'), '''', '''''');
    END IF;
    IF strpos(term, '_') > 0 THEN
        term := btrim(term, '_');
        RETURN '(''' || replace(term, '_', '') || '''' || suffix
            || ' | (''' || replace(term, '_', ''' & ''') || '''' || suffix || '))';
    ELSIF suffix <> '' AND term IN ('par', 'volu', 'volum', 'vers', 'versu') THEN
        -- on the way to a word that is folded to a shorter one
        RETURN '(''' || term || '''' || suffix || ' | '''
            || CASE left(term, 2) WHEN 'pa' THEN 'pt' WHEN 'vo' THEN 'vol' ELSE 'vs' END || ''')';
    ELSIF suffix <> '' AND term ~ '^[^\u0001-\u007f]{2,}$' THEN
        RETURN '(' || (
            SELECT string_agg('''' || substr(term, piece.start, 8) || ''':*', ' & ')
            FROM generate_series(1, length(term), 8) AS piece (start)
        ) || ')';
    END IF;
    RETURN '''' || term || '''' || suffix;
END
$$;

COMMENT ON FUNCTION search_term(text, text) IS
'What a folded word asks of a search vector, in the notation of tsquery; suffix is empty, :* for a prefix, or :*C.';

-- A prefix of one or two letters makes the index gather a good part of the library. In a joint (don_t) it is left out:
-- the index answers a few more tracks (don), and the track itself is asked for everything.
CREATE FUNCTION search_index_term(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN word ~ '_[a-z0-9]{1,2}$'
    THEN
        '('
        || search_term(replace(word, '_', ''), ':*')
        || ' | '
        || search_term(regexp_replace(word, '_[a-z0-9]{1,2}$', ''), '')
        || ')'
    ELSE search_term(word, ':*')
END;

COMMENT ON FUNCTION search_index_term(text) IS
'What the index is asked for a folded word as a prefix, in the notation of tsquery: what search_term says, and more.';

CREATE FUNCTION search_terms(words text[], suffix text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(search_term(item.word, suffix), ' & ' ORDER BY item.number)
    FROM unnest(words) WITH ORDINALITY AS item (word, number)
    WHERE item.word <> ''
);

COMMENT ON FUNCTION search_terms(text[], text) IS
'What folded words, all of them, ask of a search vector, in the notation of tsquery; null for no words.';

-- GIN begins with the rarest of the terms itself.
CREATE FUNCTION search_some_terms(terms text[], fewest integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    -- chosen[k + 1]: at least k of the terms so far
    chosen text[] := array_fill(NULL::text, ARRAY[fewest + 1]);
BEGIN
    FOR i IN 1..cardinality(terms) LOOP
        FOR k IN REVERSE fewest..1 LOOP
            chosen[k + 1] := nullif(
                concat_ws(
                    ' | ',
                    chosen[k + 1],
                    CASE WHEN k = 1 THEN terms[i] ELSE '(' || chosen[k] || ') & ' || terms[i] END
                ),
                ''
            );
        END LOOP;
    END LOOP;
    RETURN chosen[fewest + 1];
END
$$;

COMMENT ON FUNCTION search_some_terms(text[], integer) IS
'At least so many of these terms, in the notation of tsquery; null where there are not so many.';

-- 1 the title is the query; 2 artist and title are; 3 the artist is; 4 to 6 the same with the last of it left open;
-- 7 neither.
CREATE FUNCTION search_whole_name_step(
    title_key text, artist_key text, key text, heads text[], tails text[]
) RETURNS smallint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    step smallint := 7;
BEGIN
    IF key = '' THEN
        RETURN 7;
    ELSIF title_key = key THEN
        RETURN 1;
    ELSIF starts_with(artist_key, key) THEN
        step := CASE WHEN artist_key = key THEN 3 WHEN starts_with(title_key, key) THEN 5 ELSE 6 END;
    ELSIF starts_with(title_key, key) THEN
        step := 5;
    END IF;
    FOR i IN 1..cardinality(heads) LOOP
        IF artist_key = heads[i] AND starts_with(title_key, tails[i]) THEN
            IF title_key = tails[i] THEN
                RETURN 2;
            END IF;
            step := least(step, 4);
        ELSIF title_key = heads[i] AND starts_with(artist_key, tails[i]) THEN
            IF artist_key = tails[i] THEN
                RETURN 2;
            END IF;
            step := least(step, 4);
        END IF;
    END LOOP;
    RETURN step;
END
$$;

COMMENT ON FUNCTION search_whole_name_step(text, text, text, text[], text[]) IS
'What search_name_step answers for a name that begins with the words or with some of them.';

-- Every statement of search tells its hits from those of the ones before by this, so that none comes twice. Most names
-- that are ranked begin with none of the words: four comparisons, put inside the statement, spare them the dear one.
CREATE FUNCTION search_name_step(
    title_key text, artist_key text, key text, heads text[], tails text[]
) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN
        starts_with(title_key, key)
        OR starts_with(artist_key, key)
        OR title_key = ANY(heads)
        OR artist_key = ANY(heads)
    THEN search_whole_name_step(title_key, artist_key, key, heads, tails)
    ELSE 7::smallint
END;

COMMENT ON FUNCTION search_name_step(text, text, text, text[], text[]) IS
'The step by which a name as a whole answers a query of words without gaps (key), split in two in every way.';

-- What a word covers is taken out, so that no letter counts twice; hence the longest words come first. Title and
-- artist are taken together, which is half the work: what parts them is in no word, and in no key.
CREATE FUNCTION search_coverage(
    title_key text, artist_key text, words text[]
) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    word text COLLATE "C";
    names text COLLATE "C" := title_key || E'\n' || artist_key;
    title_left integer;
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF strpos(names, word) > 0 THEN
            names := replace(names, word, ' ');
        END IF;
    END LOOP;
    names := replace(names, ' ', '');
    title_left := strpos(names, E'\n') - 1;
    RETURN 1
        - title_left / (2::double precision * greatest(length(title_key), 1))
        - (length(names) - title_left - 1) / (2::double precision * greatest(length(artist_key), 1));
END
$$;

COMMENT ON FUNCTION search_coverage(text, text, text[]) IS
'0 to 1: how much of the title and the artist (keys) these words without joints, longest first, cover, half each.';

-- Words that stand in the album or the genre only say less about a track than those in its names. One loop tells this
-- and the coverage: up to 2,000 tracks of a search are asked.
CREATE FUNCTION search_word_score(
    title_key text, artist_key text, words text[]
) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    word text COLLATE "C";
    names text COLLATE "C" := title_key || E'\n' || artist_key;
    uncovered text COLLATE "C" := names;
    named integer := 0;
    title_left integer;
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF strpos(names, word) > 0 THEN
            named := named + length(word);
            uncovered := replace(uncovered, word, ' ');
        END IF;
    END LOOP;
    uncovered := replace(uncovered, ' ', '');
    title_left := strpos(uncovered, E'\n') - 1;
    RETURN 0.5::double precision * (
        1
        - title_left / (2::double precision * greatest(length(title_key), 1))
        - (length(uncovered) - title_left - 1) / (2::double precision * greatest(length(artist_key), 1))
        + named / greatest(length(array_to_string(words, '')), 1)::double precision
    );
END
$$;

COMMENT ON FUNCTION search_word_score(text, text, text[]) IS
'0 to 1: the mean of search_coverage and of the share of the words, by letters, that stand in title or artist.';

-- Each step has a span of its own, so that the rank alone orders all hits.
CREATE FUNCTION search_rank(step smallint, score double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE step
    WHEN 1 THEN 1.00
    WHEN 2 THEN 0.98
    WHEN 3 THEN 0.96
    WHEN 4 THEN 0.94
    WHEN 5 THEN 0.92
    WHEN 6 THEN 0.90
    WHEN 7 THEN 0.60 + 0.29 * score
    WHEN 8 THEN 0.40 + 0.19 * score
    WHEN 9 THEN 0.20 + 0.19 * score
    ELSE 0.19 * score
END;

COMMENT ON FUNCTION search_rank(smallint, double precision) IS
'0 to 1, higher is better: of a step (1 to 10) and the score (0 to 1) that orders the hits of steps 7 to 10.';

CREATE FUNCTION search_tier(step smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN step <= 2 THEN 'exact'
    WHEN step <= 6 THEN 'prefix'
    WHEN step <= 8 THEN 'words'
    WHEN step = 9 THEN 'most words'
    ELSE 'typos'
END;

COMMENT ON FUNCTION search_tier(smallint) IS 'The name of the tier that a step belongs to.';

-- Words of a name begin at a gap or a joint; in scripts that write no gaps a part may begin anywhere.
CREATE FUNCTION search_contains(value text, part text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    folded text COLLATE "C" := ' ' || search_fold(value) || ' ';
BEGIN
    RETURN folded IS NOT NULL AND (
        strpos(translate(folded, '_', ' '), ' ' || translate(part, '_', ' ')) > 0
        OR strpos(replace(folded, '_', ''), ' ' || replace(part, '_', '')) > 0
        OR (octet_length(part) > length(part) AND strpos(folded, rtrim(part)) > 0)
    );
END
$$;

COMMENT ON FUNCTION search_contains(text, text) IS
'Whether these folded words stand in this text, one behind the other, the first at the beginning of a word.';

-- A part is the name of a field, ':' and folded words. The field "name" is any of title, artist and album. A part that
-- must end where a word ends, as a phrase does, has a blank at its end. Folding is dear: a text is folded only where
-- its key, unless that was cut, has the letters of the part.
CREATE FUNCTION search_count_parts(
    title text,
    artist text,
    album text,
    genre text,
    title_key text,
    artist_key text,
    album_key text,
    parts text[]
) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    part text;
    words text;
    letters text;
    in_title boolean;
    in_artist boolean;
    in_album boolean;
    found integer := 0;
BEGIN
    FOREACH part IN ARRAY parts LOOP
        words := substr(part, strpos(part, ':') + 1);
        letters := translate(words, ' _', '');
        in_title := strpos(title_key, letters) > 0 OR length(title_key) >= 160;
        in_artist := strpos(artist_key, letters) > 0 OR length(artist_key) >= 160;
        in_album := strpos(album_key, letters) > 0 OR length(album_key) >= 160;
        found := found + coalesce(
            CASE split_part(part, ':', 1)
                WHEN 'title' THEN in_title AND search_contains(title, words)
                WHEN 'artist' THEN in_artist AND search_contains(artist, words)
                WHEN 'album' THEN in_album AND search_contains(album, words)
                WHEN 'genre' THEN search_contains(genre, words)
                ELSE
                    in_title AND search_contains(title, words)
                    OR in_artist AND search_contains(artist, words)
                    OR in_album AND search_contains(album, words)
            END,
            false
        )::integer;
    END LOOP;
    RETURN found;
END
$$;

COMMENT ON FUNCTION search_count_parts(text, text, text, text, text, text, text, text[]) IS
'How many of these parts (such as artist:daft punk) a track has.';

-- Null and empty ask for nothing. A year that is asked for is never an unknown one.
CREATE FUNCTION search_admits(
    status text,
    year smallint,
    search_vector tsvector,
    title text,
    artist text,
    album text,
    genre text,
    title_key text,
    artist_key text,
    album_key text,
    only_status text,
    year_from integer,
    year_to integer,
    required tsquery,
    unwanted tsquery,
    wanted_parts text[],
    unwanted_parts text[]
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (only_status IS NULL OR status = only_status)
AND (year_from IS NULL OR coalesce(year, 0) >= year_from)
AND (year_to IS NULL OR coalesce(year, 0) <= year_to)
AND (required IS NULL OR ts_match_vq(search_vector, required))
AND (unwanted IS NULL OR NOT ts_match_vq(search_vector, unwanted))
AND (
    wanted_parts = '{}'
    OR search_count_parts(title, artist, album, genre, title_key, artist_key, album_key, wanted_parts)
    = cardinality(wanted_parts)
)
AND (
    unwanted_parts = '{}'
    OR search_count_parts(title, artist, album, genre, title_key, artist_key, album_key, unwanted_parts) = 0
);

COMMENT ON FUNCTION search_admits(
    text,
    smallint,
    tsvector,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    integer,
    integer,
    tsquery,
    tsquery,
    text[],
    text[]
) IS 'Whether a track (the first ten) is one that the filters of a search (the others) let through.';

-- Each piece between blanks is folded as names are, so Tiësto lights up for tiesto. HTML is escaped piece by piece,
-- so that a mark never cuts an entity in two. A slip is forgiven where the track was found by forgiving.
CREATE FUNCTION search_highlight(
    value text, words text[], is_html boolean, forgives boolean
) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    marked text := '';
    piece text;
    key text;
    word text;
    is_hit boolean;
BEGIN
    IF value IS NULL THEN
        RETURN NULL;
    END IF;
    FOREACH piece IN ARRAY regexp_split_to_array(value COLLATE "C", '[\u0001-\u0020\u00a0\u3000]+') LOOP
        key := search_key(search_fold(piece));
        is_hit := false;
        FOREACH word IN ARRAY words LOOP
            IF key <> '' AND (
                starts_with(key, word)
                OR (octet_length(word) > length(word) AND strpos(key, word) > 0)
                OR strpos(' ' || translate(search_fold(piece), '_', ' '), ' ' || word) > 0
                OR (forgives AND length(word) >= 3
                    AND search_distance(key, word) <= CASE WHEN length(word) >= 8 THEN 2 ELSE 1 END)
            ) THEN
                is_hit := true;
                EXIT;
            END IF;
        END LOOP;
        IF is_html THEN
            piece := replace(replace(replace(replace(replace(
                piece, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
        END IF;
        marked := marked || CASE WHEN marked = '' THEN '' ELSE ' ' END
            || CASE WHEN is_hit THEN '<mark>' || piece || '</mark>' ELSE piece END;
    END LOOP;
    RETURN marked;
END
$$;

COMMENT ON FUNCTION search_highlight(text, text[], boolean, boolean) IS
'A name with <mark> around the pieces that these words (folded, without joints) hit; runs of blanks become one.';
