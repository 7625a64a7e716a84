-- name: coalesce_expressions
SELECT coalesce(loose.a, 0) AS filled, coalesce(loose.a, loose.b) AS either, coalesce(loose.a, loose.b, 0) AS last,
    coalesce(NULL, loose.a) AS null_first
FROM loose

-- name: case_expressions
SELECT CASE WHEN loose.a > 0 THEN 'more' ELSE 'less' END AS both_branches,
    CASE WHEN loose.a > 0 THEN 'more' END AS no_else,
    CASE loose.a WHEN 1 THEN 'one' WHEN 2 THEN loose.c ELSE 'many' END AS one_nullable,
    CASE WHEN TRUE THEN 1 END AS always
FROM loose

-- name: case_that_tests_its_result
SELECT CASE WHEN loose.a IS NOT NULL THEN loose.a ELSE 0 END AS tested,
    CASE WHEN loose.a IS NULL THEN 0 ELSE loose.a END AS negated,
    CASE WHEN loose.a > 0 THEN loose.a ELSE 0 END AS compared,
    CASE WHEN loose.a > 0 THEN 1 ELSE loose.a END AS other_branch,
    CASE WHEN loose.a IS NULL OR loose.b IS NULL THEN 0 ELSE loose.a + loose.b END AS both_tested,
    CASE WHEN loose.a IS NULL AND loose.b IS NULL THEN 0 ELSE loose.a END AS not_tested_enough
FROM loose

-- name: nullif_expressions
SELECT nullif(artist.artist_id, 1) AS minus_one, nullif(artist.name, artist.nickname) AS same,
    nullif(artist.nickname, 'x') AS nick FROM artist

-- name: greatest_and_least
SELECT greatest(loose.a, 0) AS g, least(loose.a, loose.b) AS l, greatest(loose.a, loose.b, NULL) AS n,
    least(NULL, 1) AS one FROM loose

-- name: boolean_expressions
SELECT loose.a > 0 AND loose.d AS both_of, loose.a IS NULL AS missing, loose.d IS TRUE AS yes, NOT loose.d AS no,
    loose.a IS DISTINCT FROM loose.b AS differs, loose.d OR TRUE AS always, loose.d AND FALSE AS never,
    (loose.a > 0) IS NOT UNKNOWN AS known, artist.active AND artist.hidden AS half,
    artist.active OR NOT artist.active AS whole
FROM loose, artist

-- name: comparison_expressions
SELECT artist.artist_id IN (1, 2) AS listed, artist.artist_id IN (1, NULL) AS listed_with_null,
    artist.artist_id = ANY (artist.scores) AS scored,
    artist.name LIKE 'A%' AS liked, artist.artist_id BETWEEN 1 AND artist.label_id AS between_them,
    artist.artist_id = ANY (ARRAY[1, 2]) AS in_array,
    artist.artist_id = ANY (ARRAY[1, artist.label_id]) AS in_nullable_array,
    'a' = ANY (artist.tags) AS tagged
FROM artist

-- name: row_comparisons
SELECT (artist.artist_id, artist.name) = (1, 'a') AS same, (artist.artist_id, artist.label_id) = (1, 1) AS half,
    (artist.artist_id, artist.name) < (2, 'b') AS before,
    (artist.artist_id, artist.label_id) < (2, 2) AS maybe_before,
    ROW(artist.label_id, 1) IS NULL AS row_is_null, ROW(artist.artist_id, artist.label_id) IS DISTINCT
FROM ROW(1, 1) AS differs,
    ROW(artist.artist_id, artist.label_id) = ROW(artist.artist_id, artist.label_id) AS same_row
FROM artist

-- name: casts
SELECT artist.artist_id::text AS text, artist.label_id::text AS nullable_text, artist.mood::text AS mood,
    'ok'::mood AS constant,
    artist.name::varchar(1) AS short, artist.artist_id::numeric(10, 2) AS number, 'x'::code AS code,
    artist.artist_id::score AS score,
    '1'::jsonb AS json, artist.office::text AS office, CAST(NULL AS text) AS nothing,
    artist.active::integer AS number_of
FROM artist

-- name: domains
SELECT label.contact, label.short_code, label.strict_code, label.strict_code::text AS text FROM label

-- name: domain_on_the_null_side
SELECT artist.name, label.strict_code, label.short_code
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id

-- name: domain_from_a_subquery
SELECT (SELECT label.strict_code FROM label WHERE label.label_id = 3) AS code,
    (SELECT 'x'::code WHERE FALSE) AS nothing

-- name: cast_to_a_domain_that_is_not_null
-- $1: x | y
SELECT $1::code AS code, $1::text::code AS through_text, artist.name::code AS name FROM artist WHERE artist.name <> ''

-- name: cast_of_a_nullable_to_a_domain_that_is_not_null
SELECT coalesce(artist.nickname, 'x')::code AS code, artist.points FROM artist WHERE artist.nickname <> ''

-- name: array_elements
-- needs one: array contents
SELECT artist.tags[1] AS first, artist.tags[1:2] AS slice, artist.scores[1] AS score, artist.scores[1:1] AS scores,
    (ARRAY[1, 2])[1] AS one,
    (ARRAY[1, 2])[3] AS three, ARRAY[artist.label_id] AS list, ARRAY[]::integer[] AS empty,
    artist.tags[artist.label_id:2] AS nullable_slice
FROM artist

-- name: composite_fields
SELECT (artist.office).street AS street, artist.office, (artist.home).city AS city, artist.home,
    (ROW('s', 'c')::address).street AS made,
    (ROW('s', NULL)::address).city AS made_null
FROM artist

-- name: whole_rows
SELECT artist AS whole, label AS late FROM artist LEFT JOIN label ON label.label_id = artist.label_id

-- name: field_of_a_whole_row
SELECT (late.row_of).name AS name, (late.row_of).nickname AS nickname
FROM (SELECT artist AS row_of FROM artist) AS late

-- name: field_of_a_whole_row_of_the_null_side
SELECT (late.row_of).name AS name
FROM (SELECT label AS row_of FROM artist LEFT JOIN label ON label.label_id = artist.label_id) AS late

-- name: row_constructors
SELECT ROW(artist.nickname) AS made, ROW(NULL) AS made_of_null, ROW() AS empty FROM artist

-- name: row_of_subquery
SELECT (SELECT ROW(album.title, album.rating) FROM album LIMIT 1) AS pair, (SELECT album FROM album LIMIT 1) AS whole

-- name: parameters_selected_back
-- $1: 1 | NULL
-- $2: a | NULL
SELECT $1::integer AS n, $2::text AS t, coalesce($1, 0) AS filled, $1::integer IS NULL AS missing, $1 + 1 AS plus

-- name: parameter_equals_column
-- $1: 1 | 2 | NULL
SELECT artist.artist_id, $1::integer AS given, artist.label_id FROM artist WHERE artist.label_id = $1

-- name: parameter_on_the_null_side
-- $1: 1
SELECT label.name, late.given FROM label
LEFT JOIN (SELECT $1::integer AS given, artist.label_id FROM artist) AS late USING (label_id)

-- name: arithmetic
SELECT album.number + 1 AS plus, album.number * album.seconds AS times, album.price / 2 AS half,
    -album.number AS minus,
    album.number % 2 AS rest, sqrt(album.number) AS root, power(album.number, 2) AS square, ceil(album.rating) AS up
FROM album

-- name: collations_and_sorting
SELECT artist.name COLLATE "C" AS name, artist.nickname COLLATE "C" AS nickname,
    artist.name < artist.nickname COLLATE "C" AS less FROM artist

-- name: comparison_with_infinity_and_nan
-- needs year: value of an argument
SELECT 'infinity'::timestamptz - interval '1 day' AS past, 'nan'::double precision > 1 AS more,
    extract(year FROM 'infinity'::timestamptz) AS year,
    extract(day FROM 'infinity'::timestamptz) AS day

-- name: sql_value_functions
-- needs schema: setting
SELECT current_role AS role, current_timestamp AS now, localtime AS time, current_schema AS schema

-- name: array_of_rows
-- needs first: array contents
SELECT (ARRAY[ROW('a', NULL)::address])[1] AS first, (artist.tags || ARRAY['x'])[1] AS joined FROM artist

-- name: concatenation
SELECT artist.name || artist.nickname AS both_names, artist.name || artist.artist_id AS with_number,
    artist.tags || artist.nickname AS longer,
    artist.tags || NULL::text[] AS same
FROM artist

-- name: case_conditions_that_are_not_enough
SELECT CASE WHEN loose.a IS NULL AND loose.d THEN 0 ELSE loose.a END AS with_and,
    CASE WHEN loose.a IS NULL OR loose.b > 1 THEN 0 ELSE loose.a END AS with_or,
    CASE WHEN loose.d THEN loose.a WHEN loose.a IS NULL THEN 0 ELSE loose.a END AS too_late,
    CASE WHEN (loose.a > 0) IS NOT TRUE THEN 0 ELSE loose.a END AS is_not_true,
    CASE WHEN loose.a > 0 IS NOT FALSE THEN loose.a ELSE 0 END AS is_not_false,
    CASE WHEN NOT loose.a > 0 THEN 0 ELSE loose.a END AS negated,
    CASE WHEN coalesce(loose.a, loose.b) IS NOT NULL THEN loose.a ELSE 0 END AS of_coalesce
FROM loose

-- name: case_over_the_null_side
SELECT CASE WHEN label.label_id IS NULL THEN 'none' ELSE label.name END AS name,
    CASE WHEN label.name IS NOT NULL THEN label.country ELSE '?' END AS country
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id

-- name: function_row_in_the_select_list
-- needs name: function body
SELECT artist.artist_id, (artist_card(artist.artist_id)).name AS name, (artist_card(artist.artist_id)).born AS born
FROM artist

-- name: update_like_expressions
SELECT coalesce(nullif(artist.nickname, ''), artist.name) AS shown,
    nullif(coalesce(artist.nickname, ''), '') AS cleaned,
    greatest(artist.label_id, artist.artist_id) AS top, coalesce(artist.label_id::text, artist.nickname, '') AS text
FROM artist

-- name: percentiles
SELECT percentile_cont(ARRAY[0.5, 1]) WITHIN GROUP (ORDER BY album.number) AS list,
    percentile_disc(ARRAY[0.5, NULL]) WITHIN GROUP (ORDER BY album.number) AS list_with_null
FROM album
GROUP BY album.artist_id

-- name: cast_to_a_domain_that_may_be_null
SELECT label.contact::email AS contact, label.contact::text::email AS again FROM label

-- name: function_of_one_row_that_may_be_missing
-- needs found: value of an argument
SELECT label_named(99) AS nobody, label_named(label.label_id) AS found, label_named(2) AS second FROM label

-- name: elements_of_a_cast_that_answers_null
SELECT unnest(ARRAY(SELECT 1)::mood[]) AS feeling, 1 = ANY (ARRAY(SELECT 1)::bigint[]) AS same

-- name: operator_with_a_built_in_name_and_function
SELECT album.meta <-> 'nothing' AS found FROM album

-- name: distinct_by_an_operator_that_answers_null
SELECT ROW(1)::single IS DISTINCT FROM 1 AS other
