-- What lists of audio tracks and their totals ask for.
--
-- depends: 0012.transfer.imports

-- The index narrows; whether the genre is really this one is for search_key to say. Without a weight, because a word
-- that is in the title too has only the title's. No folded word has a blank or a capital letter in it, so what is
-- replaced here is never part of one.
CREATE FUNCTION search_genre(genre text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN nullif(
    replace(replace(search_lexemes(search_fold(genre), 'C'), ':3C', ''), ' ', ' & '), ''
)::tsquery;

COMMENT ON FUNCTION search_genre(text) IS 'What every track of a genre has in its search vector; null for no words.';

-- The same conditions as in library.count_audio_tracks. VOLATILE because EXPLAIN is a command, though it changes
-- nothing; EXECUTE plans for the values, as the lists are planned.
CREATE FUNCTION estimate_audio_tracks(
    status text, genre text, artist text, album text, year_from integer, year_to integer
) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED
SET search_path FROM CURRENT
AS $body$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE $$
        EXPLAIN (FORMAT JSON)
        SELECT track.id
        FROM audio_tracks AS track
        WHERE
            ($1 IS NULL OR track.status = $1)
            AND (
                $2 IS NULL
                OR (
                    track.search_vector @@ search_genre($2)
                    AND CASE WHEN search_key(search_fold(track.genre)) = search_key(search_fold($2)) THEN true END
                )
            )
            AND ($3 IS NULL OR (track.artist_key = search_key(search_fold($3)) AND track.artist IS NOT NULL))
            AND ($4 IS NULL OR (track.album_key = search_key(search_fold($4)) AND track.album IS NOT NULL))
            AND ($5 IS NULL OR coalesce(track.year, 0) >= greatest($5, 1))
            AND ($6 IS NULL OR coalesce(track.year, 0) BETWEEN 1 AND $6)
    $$
    INTO plan
    USING status, genre, artist, album, year_from, year_to;
    RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END
$body$;

COMMENT ON FUNCTION estimate_audio_tracks(text, text, text, text, integer, integer) IS
'How many audio tracks these filters leave, by the planner''s statistics.';
