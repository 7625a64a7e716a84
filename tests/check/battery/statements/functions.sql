-- name: strict_functions_of_not_null
SELECT upper(artist.name) AS u, length(artist.name) AS n, abs(artist.artist_id) AS a, artist.name || 'x' AS x,
    artist.artist_id + 1 AS plus, artist.artist_id > 1 AS more, substr(artist.name, 1, 1) AS head,
    replace(artist.name, 'a', 'b') AS replaced, btrim(artist.name) AS trimmed, md5(artist.name) AS hash
FROM artist

-- name: strict_functions_of_nullable
SELECT upper(artist.nickname) AS u, artist.label_id + 1 AS plus, artist.name || artist.nickname AS both_names,
    round(album.price, 1) AS rounded, album.rating::integer AS whole
FROM artist, album

-- name: functions_that_accept_null
SELECT concat(artist.nickname) AS c, concat_ws(',', artist.nickname) AS cw,
    concat_ws(artist.nickname, 'a', 'b') AS cs,
    format('%s', artist.nickname) AS f, num_nulls(artist.nickname) AS n, quote_nullable(artist.nickname) AS q,
    format(artist.nickname, 1) AS fn, jsonb_build_object('k', artist.nickname) AS j,
    quote_literal(artist.nickname) AS ql,
    num_nonnulls(VARIADIC artist.scores) AS nv, concat(VARIADIC artist.scores) AS cv
FROM artist

-- name: null_for_a_value_arrays
SELECT array_length(artist.tags, 1) AS length, array_upper(artist.tags, 1) AS upper,
    array_lower(artist.tags, 1) AS lower,
    array_ndims(artist.tags) AS dims, array_dims(artist.tags) AS bounds, cardinality(artist.tags) AS size,
    array_position(artist.tags, 'a') AS place, array_positions(artist.tags, 'a') AS places
FROM artist

-- name: more_array_functions
SELECT array_append(artist.tags, artist.nickname) AS appended, array_append(NULL::text[], artist.name) AS started,
    array_remove(artist.tags, 'a') AS removed, array_cat(artist.tags, NULL) AS joined, artist.scores || 1 AS longer,
    array_to_string(artist.tags, ',') AS text, array_to_string(artist.tags, ',', '?') AS text_with_nulls,
    array_to_string(artist.tags, NULL) AS nothing, array_fill(1, ARRAY[2]) AS filled,
    array_replace(artist.tags, 'a', NULL) AS r,
    array_prepend(NULL, artist.scores) AS prepended, string_to_array(artist.name, NULL) AS letters,
    string_to_array(artist.name, ',') AS parts
FROM artist

-- name: null_for_a_value_strings
-- needs year: value of an argument
-- needs number: value of an argument
SELECT substring(artist.name FROM '[0-9]+') AS digits, substring(artist.name FROM 1 FOR 2) AS head,
    regexp_match(artist.name, '[0-9]') AS found, split_part(artist.name, 'n', 2) AS part,
    regexp_replace(artist.name, 'a', 'b') AS replaced, regexp_substr(artist.name, '[0-9]') AS sub,
    regexp_count(artist.name, 'a') AS times, regexp_instr(artist.name, 'a') AS place,
    substring(artist.name SIMILAR '%#"[0-9]#"%' ESCAPE '#') AS similar_part, parse_ident('a.b') AS ident,
    regexp_split_to_array(artist.name, 'n') AS pieces, to_number('12', '99') AS number,
    strpos(artist.name, 'a') AS pos,
    translate(artist.name, 'a', 'b') AS translated, to_char(artist.artist_id, '') AS char_of_nothing,
    to_char(now(), '') AS time_of_nothing,
    to_number('12', '') AS number_of_nothing,
    overlay(artist.name PLACING 'x' FROM 1) AS laid,
    encode(convert_to(artist.name, 'UTF8'), 'hex') AS hex, to_char(current_date, 'YYYY') AS year
FROM artist

-- name: null_for_a_value_dates
-- needs epoch: value of an argument
-- needs year: value of an argument
SELECT date_part('year', booking.starts) AS year, extract(day FROM booking.starts) AS day,
    extract(epoch FROM booking.starts) AS epoch, date_trunc('month', booking.starts) AS month,
    to_char(booking.starts, 'YYYY') AS text, isfinite(booking.starts) AS finite, booking.starts::date AS date,
    make_date(2024, 1, 1) AS made, booking.starts AT TIME ZONE 'UTC' AS utc,
    date_bin('1 day', '2024-01-01'::timestamptz, '2020-01-01'::timestamptz) AS bin,
    booking.starts::time AS time_of_day, extract(hour FROM booking.starts::timestamp) AS hour
FROM booking

-- name: null_for_a_value_intervals
-- since: 17
-- needs hour: value of an argument
-- needs seconds: value of an argument
SELECT to_char(booking.wait, 'HH24') AS text, extract(month FROM booking.wait) AS month,
    extract(epoch FROM booking.wait) AS seconds,
    booking.wait * 2 AS twice, justify_interval('3 days'::interval) AS justified,
    age('2024-01-05'::timestamp, '2024-01-01') AS age,
    date_part('hour', booking.wait) AS hour, booking.wait > '1 hour' AS long
FROM booking

-- name: null_for_a_value_ranges
SELECT lower(booking.during) AS lower, upper(booking.during) AS upper, isempty(booking.during) AS empty,
    lower_inc(booking.during) AS inclusive, booking.during && '[2024-01-01,2024-02-01)'::daterange AS overlaps,
    booking.during * '[2024-01-01,2024-02-01)'::daterange AS common, booking.during @> '2024-01-05'::date AS holds,
    lower(booking.seats) AS seats_lower, range_merge(booking.during, booking.during) AS merged,
    daterange(NULL, NULL) AS unbounded, multirange(booking.during) AS many,
    upper(multirange(booking.during)) AS many_upper, booking.during << '[2024-01-01,2024-02-01)'::daterange AS left_of
FROM booking

-- name: null_for_a_value_catalog
-- needs schema: setting
-- needs shared: value of an argument
-- needs artist_privilege: value of an argument
-- needs known: value of an argument
SELECT to_regclass('nothing_of_this_name') AS relation, to_regclass('artist') AS known,
    obj_description(1, 'pg_class') AS comment,
    col_description('artist'::regclass, 1) AS column_comment, current_setting('a.b', TRUE) AS setting,
    current_setting('search_path') AS path, pg_get_expr(NULL, 0) AS expression,
    pg_get_viewdef('artist'::regclass) AS view,
    pg_get_constraintdef(0) AS constraint, pg_get_serial_sequence('artist', 'artist_id') AS sequence,
    to_regtype('no_such_type') AS type, format_type(NULL, NULL) AS no_type, pg_size_pretty(1::bigint) AS pretty,
    has_table_privilege(0, 'SELECT') AS privilege, pg_relation_size(0) AS size,
    current_user AS me, current_schema AS schema, version() AS version, pg_get_function_result(0) AS result,
    has_table_privilege('artist', 'SELECT') AS artist_privilege, shobj_description(1, 'pg_database') AS shared

-- name: null_for_a_value_others
SELECT width_bucket(1.0, 0.0, 10.0, 5) AS bucket, host(booking.host) AS host, broadcast(booking.host) AS broadcast,
    ts_headline('a b', 'a'::tsquery) AS headline, booking.words @@ 'a'::tsquery AS matches,
    ts_rank(booking.words, 'a') AS rank,
    ts_rewrite('a'::tsquery, 'a', 'b') AS rewritten, numnode('a'::tsquery) AS nodes,
    point(1, 1) <-> booking.place AS distance,
    ts_filter(booking.words, '{a}') AS filtered, to_tsvector('a') AS vector, querytree('!a'::tsquery) AS tree,
    pg_typeof(NULL) AS type, lseg(point(0, 0), point(1, 1)) # lseg(point(2, 2), point(3, 4)) AS crossing,
    lseg(point(0, 0), point(1, 0)) ## lseg(point(0, 1), point(1, 1)) AS closest,
    inet_merge(booking.host, booking.host) AS merged, family(booking.host) AS family
FROM booking

-- name: sql_functions
-- needs tracks: function body
-- needs twice: function body
-- needs zero: function body
-- needs one: function body
SELECT add_one(artist.artist_id) AS one, add_one(artist.label_id) AS nullable_one,
    small_only(artist.artist_id) AS small,
    or_zero(artist.label_id) AS zero, label_name(artist.artist_id) AS label, twice(artist.artist_id) AS twice,
    track_count(artist.artist_id) AS tracks, track_seconds(artist.artist_id) AS seconds,
    label_code(artist.artist_id) AS code,
    mood_text(artist.mood) AS mood
FROM artist

-- name: functions_named_like_built_in_ones
-- needs same: function body
SELECT length(artist.mood) AS n, artist.mood + 'ok'::mood AS plus, length(artist.name) AS m,
    artist.mood === artist.feeling AS same
FROM artist

-- name: function_in_from
-- needs title: function body
-- needs number: function body
SELECT artist.name, a.number, a.title, a.rating
FROM artist
CROSS JOIN LATERAL albums_of(artist.artist_id) AS a

-- name: function_in_from_left
SELECT artist.name, a.number, a.title
FROM artist
LEFT JOIN LATERAL albums_of(artist.artist_id) AS a ON TRUE

-- name: function_returning_a_table
-- needs name: function body
SELECT artist.artist_id, card.name, card.born FROM artist, LATERAL artist_card(artist.artist_id) AS card

-- name: scalar_function_in_from
-- needs one: function body
SELECT f.f AS name, g.g AS one FROM label_name(99) AS f, add_one(1) AS g

-- name: scalar_function_in_from_of_null
-- $1: 1 | NULL
SELECT f.f AS plus, g.g AS length FROM add_one($1) AS f, length($1::text) AS g

-- name: set_returning_function_in_the_select_list
-- needs i: lengths of sets
SELECT artist.name, repeat_rows(2) AS n, generate_series(1, 3) AS i FROM artist

-- name: set_returning_function_of_one
SELECT artist.name, generate_series(1, artist.artist_id) AS i, upper(artist.name) AS u FROM artist

-- name: set_returning_functions_of_equal_length
-- needs two: lengths of sets
-- needs one: lengths of sets
SELECT generate_series(1, 2) AS one, generate_series(1, 2) AS two FROM artist

-- name: generate_series_in_from
SELECT g.i, g.i * 2 AS twice, d.day FROM generate_series(1, 3) AS g (i),
    generate_series('2024-01-01'::timestamptz, '2024-01-03', '1 day') AS d (day)

-- name: generate_series_of_numeric
-- $1: 1 | NULL
SELECT g.i FROM generate_series($1::numeric, 3) AS g (i)

-- name: generate_series_with_ordinality
SELECT g.i, g.n FROM generate_series(1, 3) WITH ORDINALITY AS g (i, n)

-- name: unnest_in_from
SELECT artist.name, t.tag FROM artist CROSS JOIN LATERAL unnest(artist.tags) AS t (tag)

-- name: unnest_of_constants
SELECT t.x FROM unnest(ARRAY[1, 2, 3]) AS t (x)

-- name: unnest_of_a_parameter
-- $1: {1,2} | {1,NULL} | {} | NULL
SELECT t.x, t.n FROM unnest($1::integer[]) WITH ORDINALITY AS t (x, n)

-- name: unnest_of_several_arrays
-- needs x: lengths of sets
SELECT t.x, t.y, t.n FROM unnest(ARRAY[1, 2, 3], ARRAY['a', 'b']) WITH ORDINALITY AS t (x, y, n)

-- name: unnest_on_the_null_side
SELECT artist.name, t.tag, t.n FROM artist LEFT JOIN LATERAL unnest(artist.tags) WITH ORDINALITY AS t (tag, n) ON TRUE

-- name: unnest_in_the_select_list
SELECT artist.name, unnest(artist.tags) AS tag, unnest(artist.scores) AS score FROM artist

-- name: rows_from
-- needs i: lengths of sets
SELECT r.i, r.j, r.n
FROM ROWS FROM (generate_series(1, 3), generate_series(1, 2)) WITH ORDINALITY AS r (i, j, n)

-- name: rows_from_of_one
SELECT r.i FROM ROWS FROM (generate_series(1, 3)) AS r (i)

-- name: regexp_matches_in_from
SELECT m.m, m.m[1] AS first FROM artist, LATERAL regexp_matches(artist.name, '(x)?a', 'g') AS m (m)

-- name: string_to_table
SELECT t.part FROM artist, LATERAL string_to_table(artist.name, 'n', '') AS t (part)

-- name: regexp_split_to_table
SELECT t.part FROM artist, LATERAL regexp_split_to_table(artist.name, 'n') AS t (part)

-- name: enum_functions
SELECT enum_first(NULL::mood) AS first, enum_range(artist.feeling, NULL) AS range, enum_last(artist.mood) AS last
FROM artist

-- name: time_and_session
SELECT now() AS now, clock_timestamp() AS clock, localtimestamp AS local, current_time AS time, random() AS number,
    gen_random_uuid() AS id, current_database() AS database, session_user AS me, pg_backend_pid() AS pid,
    txid_current_if_assigned() IS NULL AS unassigned, current_catalog AS catalog, user AS name

-- name: sequence_functions
-- needs last: value of an argument
SELECT nextval('label_label_id_seq') AS next_id, setval('label_label_id_seq', 1000) AS given,
    pg_sequence_last_value('label_label_id_seq') AS last,
    pg_sequence_last_value('track_track_id_seq') AS unused

-- name: expression_over_a_set_returning_function
-- needs i: lengths of sets
SELECT generate_series(1, 3) AS i, generate_series(1, 2) + 1 AS j, generate_series(1, 2) || '' AS text FROM artist

-- name: set_returning_function_of_nothing
-- needs i: lengths of sets
SELECT artist.name, generate_series(1, 2) AS i, unnest('{}'::text[]) AS tag FROM artist

-- name: ordinality_on_the_null_side
SELECT loose.a, g.i, g.n FROM loose LEFT JOIN generate_series(1, 2) WITH ORDINALITY AS g (i, n) ON g.i = loose.a

-- name: row_of_one_column
SELECT found.value FROM single_row() AS found

-- name: record_of_one_column
SELECT found.value FROM single_record() AS found (value integer)

-- name: elements_that_are_rows_of_one_column
SELECT found.value FROM unnest(ARRAY[ROW(NULL)::single]) AS found

-- name: cast_to_a_row_of_one_column
SELECT found.value FROM CAST(ROW(NULL) AS single) AS found

-- name: function_without_an_answer
SELECT no_answer() AS answer

-- name: operator_that_returns_a_set_beside_another
SELECT generate_series(1, 1) AS one, 1 ### 3 AS three
