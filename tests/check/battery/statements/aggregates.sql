-- name: ungrouped
SELECT count(*) AS rows, count(loose.a) AS a, sum(loose.a) AS total, max(loose.a) AS highest,
    array_agg(loose.a) AS list, bool_and(loose.d) AS every
FROM loose

-- name: ungrouped_of_not_null
SELECT sum(artist.artist_id) AS total, min(artist.name) AS lowest, array_agg(artist.name) AS names FROM artist

-- name: grouped
SELECT album.artist_id, count(*) AS rows, sum(album.number) AS numbers, sum(album.seconds) AS seconds,
    max(album.title) AS last_title, avg(album.number) AS mean
FROM album
GROUP BY album.artist_id

-- name: grouped_lists
SELECT album.artist_id, array_agg(album.seconds) AS seconds, jsonb_agg(album.seconds) AS json_seconds,
    string_agg(album.title, ',') AS titles, string_agg(album.extra ->> 'k', ',') AS extras,
    json_object_agg(album.number, album.seconds) AS by_number
FROM album
GROUP BY album.artist_id

-- name: string_agg_with_a_null_separator
SELECT album.artist_id, string_agg(album.title, NULL) AS titles FROM album GROUP BY album.artist_id

-- name: grouped_by_nullable
SELECT artist.label_id, count(*) AS rows, count(artist.label_id) AS labels FROM artist GROUP BY artist.label_id

-- name: grouped_by_expression
SELECT coalesce(artist.label_id, 0) AS label_id, upper(artist.name) AS name, lower(artist.nickname) AS nickname
FROM artist
GROUP BY coalesce(artist.label_id, 0), upper(artist.name), lower(artist.nickname)

-- name: aggregates_with_filter
SELECT album.artist_id, count(*) FILTER (WHERE album.rating > 1) AS rated,
    sum(album.number) FILTER (WHERE album.rating > 1) AS numbers,
    array_agg(album.title) FILTER (WHERE album.rating > 1) AS titles
FROM album
GROUP BY album.artist_id

-- name: filter_that_says_the_column_is_not_null
SELECT album.artist_id, sum(album.seconds) FILTER (WHERE album.seconds IS NOT NULL) AS seconds
FROM album
GROUP BY album.artist_id

-- name: distinct_aggregates
SELECT album.artist_id, count(DISTINCT album.seconds) AS n, sum(DISTINCT album.number) AS numbers,
    array_agg(DISTINCT album.title ORDER BY album.title) AS titles
FROM album
GROUP BY album.artist_id

-- name: aggregate_of_a_conditioned_column
SELECT loose.b, sum(loose.a) AS total, max(loose.a) AS highest FROM loose WHERE loose.a > 0 GROUP BY loose.b

-- name: aggregate_of_an_expression
SELECT album.artist_id, sum(coalesce(album.seconds, 0)) AS seconds, max(album.seconds + 1) AS longest,
    bool_or(album.title > '') AS any_title, every(album.rating > 1) AS all_rated
FROM album
GROUP BY album.artist_id

-- name: aggregate_arithmetic
SELECT sum(loose.a) / nullif(count(*), 0) AS mean, count(*) + 1 AS plus, sum(loose.a) IS NULL AS none FROM loose

-- name: statistics
SELECT album.artist_id, stddev(album.number) AS deviation, stddev_pop(album.number) AS deviation_pop,
    variance(album.number) AS spread, var_pop(album.number) AS spread_pop, corr(album.number, album.number) AS r,
    regr_count(album.number, album.rating) AS pairs, regr_slope(album.number, album.number) AS slope,
    covar_samp(album.number, album.number) AS covariance
FROM album
GROUP BY album.artist_id

-- name: ordered_set
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY album.number) AS middle,
    mode() WITHIN GROUP (ORDER BY album.title) AS usual
FROM album

-- name: ordered_set_grouped
SELECT album.artist_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY album.number) AS middle,
    mode() WITHIN GROUP (ORDER BY album.rating) AS usual,
    percentile_cont(NULL::double precision) WITHIN GROUP (ORDER BY album.number) AS nothing
FROM album
GROUP BY album.artist_id

-- name: hypothetical_set
SELECT rank(2) WITHIN GROUP (ORDER BY album.number) AS place,
    dense_rank(2) WITHIN GROUP (ORDER BY album.number) AS dense,
    percent_rank(2) WITHIN GROUP (ORDER BY album.number) AS percent,
    cume_dist(2) WITHIN GROUP (ORDER BY album.number) AS share
FROM album

-- name: aggregates_of_the_null_side
SELECT label.label_id, count(*) AS rows, count(artist.name) AS artists, max(artist.name) AS last_name,
    array_agg(artist.name) AS names, sum(artist.artist_id) AS total
FROM label
LEFT JOIN artist ON artist.label_id = label.label_id
GROUP BY label.label_id

-- name: functional_dependency
SELECT artist.artist_id, artist.name, artist.nickname, count(album.number) AS albums
FROM artist
LEFT JOIN album ON album.artist_id = artist.artist_id
GROUP BY artist.artist_id

-- name: rollup_of_not_null
SELECT album.artist_id, album.number, count(*) AS rows, sum(album.number) AS numbers
FROM album
GROUP BY ROLLUP (album.artist_id, album.number)

-- name: cube_of_not_null
SELECT album.artist_id, album.number, grouping(album.artist_id) AS level FROM album
GROUP BY CUBE (album.artist_id, album.number)

-- name: grouping_sets
SELECT album.artist_id, album.number, max(album.title) AS last_title
FROM album
GROUP BY GROUPING SETS ((album.artist_id, album.number), (album.artist_id))

-- name: grouping_sets_with_the_empty_set
SELECT album.artist_id, count(*) AS rows, max(album.title) AS last_title, sum(album.number) AS numbers
FROM album
GROUP BY GROUPING SETS ((album.artist_id), ())

-- name: grouping_sets_of_expressions
SELECT upper(album.title) AS title, album.artist_id + 1 AS plus, coalesce(album.artist_id, 0) AS filled,
    'constant' AS word
FROM album
GROUP BY GROUPING SETS (upper(album.title), album.artist_id)

-- name: grouping_sets_and_a_plain_key
SELECT album.artist_id, album.number, count(*) AS rows FROM album
GROUP BY album.artist_id, ROLLUP (album.number)

-- name: grouping_sets_with_a_condition
SELECT album.artist_id, album.rating, count(*) AS rows
FROM album
WHERE album.rating > 0
GROUP BY ROLLUP (album.artist_id, album.rating)

-- name: grouping_sets_with_having
SELECT album.artist_id, album.number, count(*) AS rows FROM album
GROUP BY ROLLUP (album.artist_id, album.number)
HAVING album.number IS NOT NULL

-- name: grouping_sets_of_one_set
SELECT album.artist_id, album.number FROM album GROUP BY GROUPING SETS ((album.artist_id, album.number))

-- name: grouping_constant
SELECT one, count(*) AS rows FROM (SELECT 1 AS one, album.number FROM album) AS late GROUP BY ROLLUP (one)

-- name: grouping_with_functional_dependency
SELECT artist.artist_id, artist.name FROM artist GROUP BY ROLLUP (artist.artist_id), artist.name

-- name: grouping_distinct
SELECT album.artist_id, album.number FROM album
GROUP BY DISTINCT ROLLUP (album.artist_id), ROLLUP (album.artist_id, album.number)

-- name: group_by_nothing
SELECT count(*) AS rows, max(artist.name) AS last_name, 1 AS one FROM artist GROUP BY ()

-- name: user_aggregate
-- needs last_name: function body
SELECT artist.home_label_id, last_text(artist.name) AS last_name, last_text(artist.nickname) AS last_nickname
FROM artist
GROUP BY artist.home_label_id

-- name: user_aggregate_named_like_a_built_in
SELECT count(artist.mood) AS moods, count(artist.name) AS names FROM artist

-- name: bare_aggregate_of_a_subquery
SELECT late.n, late.m
FROM (SELECT count(*) AS n, max(artist.artist_id) AS m FROM artist) AS late

-- name: aggregate_of_ordered_rows
-- needs n: array contents
-- needs first_name: array contents
SELECT artist.home_label_id, (array_agg(artist.name ORDER BY artist.artist_id))[1] AS first_name,
    array_length(array_agg(artist.name), 1) AS n, cardinality(array_agg(artist.name)) AS c
FROM artist
GROUP BY artist.home_label_id

-- name: more_grouped_lists
SELECT artist.home_label_id, range_agg(int4range(artist.artist_id, NULL)) AS ranges, bit_or(artist.artist_id) AS bits,
    json_agg(artist.nickname) AS json_names
FROM artist
GROUP BY artist.home_label_id

-- name: constant_beside_an_aggregate_of_no_rows
SELECT NULL::integer AS nothing, count(*) AS number FROM generate_series(1, NULL::integer) AS item (n)

-- name: outer_expression_beside_an_aggregate_of_no_rows
SELECT (SELECT loose.a + 1 + count(*) FROM album WHERE loose.a + 1 > 0) AS total,
    (SELECT loose.a + 1 FROM album WHERE loose.a + 1 > 0 HAVING count(*) >= 0) AS kept
FROM loose

-- name: column_two_levels_out
SELECT loose.a, (ARRAY(
    SELECT (SELECT loose.a + count(*) FROM label WHERE loose.a > 0 AND label.label_id = artist.artist_id)
    FROM artist
))[1] AS deep
FROM loose

-- name: grouped_column_in_a_subquery
SELECT (SELECT tested.yes FROM label LIMIT 1) AS first, (SELECT tested.yes) AS same, count(*) AS number
FROM (SELECT artist.name > '' AS yes FROM artist) AS tested
GROUP BY GROUPING SETS ((tested.yes), ())

-- name: condition_on_an_expression_that_grouping_sets_leave_out
SELECT loose.a + 1 AS next, loose.b FROM loose WHERE loose.a + 1 > 0 GROUP BY GROUPING SETS ((loose.a), (loose.b))

-- name: grouping_by_several_sets_of_rows
SELECT generate_series(1, 1) AS one, generate_series(1, 2) AS two GROUP BY 1, 2
