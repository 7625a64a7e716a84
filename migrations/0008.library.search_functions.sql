-- How names are folded, so that what a person types finds what a file is called.
--
-- search_fold is the one place with the rules: the columns of audio_tracks, the vocabulary and every query go through
-- it. Only code points decide. No locale, no dictionary and no extension has a say, so that an index means the same
-- on every server; docs/search.md says how to change a rule and re-index.
--
-- All functions are immutable, never raise, and name nothing but what is built in.
--
-- depends: 0007.catalog.recording_statistics

-- Words are parted by one space; '_' marks a joint inside a word (AC/DC is ac_dc: it is found as acdc and as ac dc).
CREATE FUNCTION search_fold(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $body$
DECLARE
    folded text COLLATE "C" := left(value, 1000);
    signs text COLLATE "C";
    roman text[];
BEGIN
    IF octet_length(folded) <> length(folded) THEN
        folded := translate(folded, '´`‘’‛ʻʼ′ʹ∆™®©', '''''''''''''''''''δ');
        folded := normalize(folded, NFKD);
        -- combining marks, Hebrew points, Arabic vowels and tatweel, format and bidi characters, variation selectors
        folded := regexp_replace(
            folded,
            '[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670'
            '\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff'
            '\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+',
            '',
            'g'
        );
        -- back together what is one letter to its readers: Hangul, voiced kana
        folded := normalize(folded, NFC);
        folded := translate(
            folded,
            'ØøĐđÐðŁłĦħŊŋŦŧıĸſƏəƁɓƊɗƘƙȺⱥɃƀƎǝ'
            'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣςΤΥΦΧΨΩ'
            'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐҒҖҚҢҮҰҲҶҺӘӨѢѲѴ'
            'ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ'
            'أإآٱىة‐‑‒–—―−⁃〜・،؛׳״“”„«»‹›',
            'ooddddllhhnnttiqsəəbbddkkaabbəə'
            'αβγδεζηθικλμνξοπρσστυφχψω'
            'абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґғҗқңүұҳҷһәөѣѳѵ'
            'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ'
            'ااااية--------~ ,;''""""""'''''
        );
        folded := replace(replace(replace(replace(folded, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae');
        folded := replace(replace(replace(replace(folded, 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th');
    END IF;
    -- under the collation "C" only ASCII letters have a case; those of other scripts are among the pairs above
    folded := lower(folded);
    IF folded !~ '[^a-z0-9 ]' THEN
        folded := btrim(folded);
    ELSE
        signs := folded;
        IF strpos(folded, '!') > 0 THEN
            folded := regexp_replace(folded, '([a-z])!(?=[a-z])', '\1i', 'g'); -- p!nk
        END IF;
        IF strpos(folded, '$') > 0 THEN
            folded := regexp_replace(folded, '([a-z])\$\$', '\1ss', 'g'); -- bada$$
            folded := regexp_replace(folded, '([a-z])\$|\$(?=[a-z])', '\1s', 'g'); -- a$ap, ke$ha
        END IF;
        IF strpos(folded, '&') > 0 THEN
            folded := replace(folded, '&', ' & ');
        END IF;
        IF folded ~ ' [&+] ' THEN
            folded := regexp_replace(folded, '([^ ]) +[&+] +(?=[^ ])', '\1 and ', 'g');
        END IF;
        IF octet_length(folded) <> length(folded) THEN
            -- signs outside ASCII: general punctuation, arrows, mathematics, shapes, CJK punctuation, emoji
            folded := regexp_replace(
                folded,
                '[\u0080-\u00bf\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f'
                '\uff00-\uffff\U0001f000-\U0001faff]',
                ' ',
                'g'
            );
        END IF;
        -- joint or gap: then a run that has a gap in it is one gap
        folded := regexp_replace(folded, '[''`./:,*~_-]', '_', 'g');
        folded := regexp_replace(folded, '[\u0001-\u001f!-/:-@[-^`{-\u007f]', ' ', 'g');
        IF folded ~ '_ | _|  ' THEN
            folded := regexp_replace(folded, '_* [ _]*', ' ', 'g');
        END IF;
        folded := btrim(folded, ' _');
        IF strpos(folded, '__') > 0 THEN
            folded := regexp_replace(folded, '__+', '_', 'g');
        END IF;
        IF folded = '' THEN
            -- nothing but signs: the signs are the name ("!!!", "+", "***")
            RETURN left(
                regexp_replace(
                    translate(signs, '_', '-'), '[\u0001-\u0020\u0085\u00a0\u2028\u2029\u3000]+', '', 'g'
                ),
                40
            );
        END IF;
    END IF;
    -- words that mean the same
    IF folded ~ '(?:^| )(?:f(?:t|eatu[ring]*)|p(?:art|ts?)|v(?:ol(?:ume)?|ersus|i{1,3})|n|i(?:i|ii|v|x))(?: |$)' THEN
        folded := ' ' || folded || ' ';
        folded := regexp_replace(folded, ' (ft|featu[ring]*)(?= )', ' feat', 'g');
        folded := regexp_replace(folded, ' (part|pts)(?= )', ' pt', 'g');
        folded := replace(replace(folded, ' volume ', ' vol '), ' versus ', ' vs ');
        folded := regexp_replace(folded, '([a-z0-9]) n(?= [a-z0-9])', '\1 and', 'g');
        -- a roman number is one behind another word only: who types "vi" has "vida" before them
        IF folded ~ '[^ ] (ii|iii|iv|vi|vii|viii|ix) | (pt|vol) [ivx] ' THEN
            FOREACH roman SLICE 1 IN ARRAY
                ARRAY[['ii', '2'], ['iii', '3'], ['iv', '4'], ['vi', '6'], ['vii', '7'], ['viii', '8'], ['ix', '9']]
            LOOP
                folded := regexp_replace(folded, '([^ ]) ' || roman[1] || '(?= )', '\1 ' || roman[2], 'g');
            END LOOP;
            folded := regexp_replace(folded, ' (pt|vol) i(?= )', ' \1 1', 'g');
            folded := regexp_replace(folded, ' (pt|vol) v(?= )', ' \1 5', 'g');
            folded := regexp_replace(folded, ' (pt|vol) x(?= )', ' \1 10', 'g');
        END IF;
        folded := btrim(folded);
    END IF;
    IF strpos(folded, '  ') > 0 THEN
        folded := regexp_replace(folded, ' +', ' ', 'g');
    END IF;
    RETURN folded;
END
$body$;

COMMENT ON FUNCTION search_fold(text) IS
'The words of a name without case, accents and punctuation, parted by a space; _ marks a joint inside a word.';

-- 160 characters of at most four bytes, twice, stay below the 2,704 bytes that an index entry may have.
CREATE FUNCTION search_key(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(translate(folded, ' _', ''), 160);

COMMENT ON FUNCTION search_key(text) IS
'A folded name without gaps and joints, at most 160 characters: what equality, prefix and order of names compare.';

-- Words of a folded text as tsvector reads them, with a weight. Words with joints stand there in parts and as one. Of
-- words in other scripts every tail stands there too (eight characters), so that a prefix finds any part of them.
-- A position keeps one weight only: each weight has a position of its own.
CREATE FUNCTION search_lexemes(folded text, weight text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    words text COLLATE "C" := folded;
    tails text;
    label text;
BEGIN
    IF folded IS NULL OR folded = '' THEN
        RETURN '';
    END IF;
    IF strpos(words, '_') > 0 THEN
        words := translate(words, '_', ' ') || ' '
            || ltrim(replace(regexp_replace(words, '(^| )[^ _]+(?= |$)', '', 'g'), '_', ''));
    END IF;
    IF length(words) > 60 AND words ~ '[^ ]{61}' THEN
        words := regexp_replace(words, '([^ ]{60})[^ ]+', '\1', 'g');
    END IF;
    IF octet_length(words) <> length(words) THEN
        SELECT string_agg('''' || substr(run.letters[1], start.position, 8) || '''', ' ')
        INTO tails
        FROM regexp_matches(words, '[^\u0001-\u007f]{2,}', 'g') AS run (letters)
        CROSS JOIN generate_series(1, least(length(run.letters[1]), 100)) AS start (position);
    END IF;
    IF words ~ '[''\\]' THEN
        words := replace(replace(words, '\', '\\'), '''', '''''');
    END IF;
    label := ':' || CASE weight WHEN 'A' THEN '1' WHEN 'B' THEN '2' ELSE '3' END || weight;
    RETURN '''' || replace(btrim(words), ' ', '''' || label || ' ''') || '''' || label || coalesce(' ' || tails, '');
END
$$;

COMMENT ON FUNCTION search_lexemes(text, text) IS
'The words of a folded text with a weight, in the notation of tsvector.';

-- No name can have this lexeme: of a folded name only signs are left where there are signs.
CREATE FUNCTION search_format(format text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '''format:' || translate(lower(left(format, 60) COLLATE "C"), '''\', '--') || '''';

COMMENT ON FUNCTION search_format(text) IS 'The lexeme of a file format, in any case, as tsvector and tsquery read it.';

-- Title and artist have weight A, the album B, the genre C; the format has a lexeme of its own.
CREATE FUNCTION search_vector(
    title text, artist text, album text, genre text, format text
) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
DECLARE
    names text COLLATE "C" := concat_ws(' ', nullif(title, ''), nullif(artist, ''));
    all_words text COLLATE "C" := concat_ws(' ', names, album, genre);
    file_format text := coalesce(' ' || search_format(format), '');
BEGIN
    -- most names are plain words: they need no more than quotes and weights
    IF octet_length(all_words) = length(all_words) AND all_words !~ '[_''\\]|[^ ]{61}' THEN
        RETURN (
            coalesce('''' || replace(nullif(names, ''), ' ', ''':1A ''') || ''':1A', '')
            || coalesce(' ''' || replace(nullif(album, ''), ' ', ''':2B ''') || ''':2B', '')
            || coalesce(' ''' || replace(nullif(genre, ''), ' ', ''':3C ''') || ''':3C', '')
            || file_format
        )::tsvector;
    END IF;
    RETURN (
        search_lexemes(names, 'A')
        || ' ' || search_lexemes(album, 'B')
        || ' ' || search_lexemes(genre, 'C')
        || file_format
    )::tsvector;
END
$$;

COMMENT ON FUNCTION search_vector(text, text, text, text, text) IS
'What finds a track: the words of its folded title and artist (A), album (B) and genre (C), and its format.';
