-- name: plain_view
SELECT artist_id, name, alias, shown FROM artist_names

-- name: view_with_left_join
SELECT artist_id, name, label_id, label_name, strict_code FROM artist_labels

-- name: nested_view
SELECT artist_id, name, label_name, home_name FROM artist_homes

-- name: aggregate_view
SELECT label_id, rows, artists, last_name FROM label_totals

-- name: union_view
SELECT name, extra FROM all_names

-- name: view_with_condition
SELECT artist_id, name, nickname FROM active_artists

-- name: view_on_the_null_side
SELECT label.name, artist_names.shown, active_artists.nickname
FROM label
LEFT JOIN artist_names ON artist_names.artist_id = label.label_id
LEFT JOIN active_artists ON active_artists.artist_id = label.label_id

-- name: where_kills_the_left_join_inside_a_view
SELECT name, label_name, label_id, strict_code FROM artist_labels WHERE label_name IS NOT NULL

-- name: materialized_view
SELECT artist_id, number, price, tracks, seconds FROM album_facts

-- name: materialized_view_on_the_null_side
SELECT artist.name, album_facts.tracks, album_facts.number
FROM artist
LEFT JOIN album_facts ON album_facts.artist_id = artist.artist_id

-- name: system_catalog_view
SELECT pg_tables.schemaname, pg_tables.tablename, pg_tables.tableowner FROM pg_tables
WHERE pg_tables.schemaname = 'pg_catalog'

-- name: system_columns
SELECT artist.ctid AS place, artist.tableoid AS which, artist.xmin::text AS version FROM artist

-- name: partitioned_table
SELECT play.play_id, play.day, play.artist_id, play.amount, play.payload FROM play

-- name: one_partition
SELECT play_2024.day, play_2024.artist_id FROM play_2024

-- name: parent_with_a_child_that_allows_null
SELECT asset.asset_id, asset.kind, asset.note FROM asset

-- name: parent_only
SELECT asset.asset_id, asset.kind, asset.note FROM ONLY asset

-- name: child_table
SELECT picture.asset_id, picture.kind, picture.width, picture.height FROM picture

-- name: no_constraints
SELECT a, b, c, d, e FROM loose

-- name: all_columns
SELECT * FROM track

-- name: generated_columns
-- needs title_upper: generation expression
SELECT album.title_upper, album.minutes FROM album

-- name: check_constraint_is_not_null
-- needs checked: check constraint
SELECT artist.checked FROM artist

-- name: constraint_that_is_not_valid
-- since: 18
SELECT unchecked.unchecked_id, unchecked.value FROM unchecked

-- name: composite_key_with_nullable_part
SELECT track.artist_id, track.album_number FROM track

-- name: tablesample
SELECT artist.name, artist.nickname FROM artist TABLESAMPLE BERNOULLI (80)

-- name: tablesample_on_the_null_side
SELECT label.name, artist.name AS artist_name
FROM label
LEFT JOIN artist TABLESAMPLE SYSTEM (90) ON artist.home_label_id = label.label_id

-- name: for_update
SELECT artist.name, artist.nickname FROM artist FOR UPDATE

-- name: for_share_of_one
SELECT artist.name, label.name AS label_name
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
FOR SHARE OF artist SKIP LOCKED

-- name: fetch_first_with_ties
SELECT artist.name, artist.born FROM artist ORDER BY artist.born FETCH FIRST 2 ROWS WITH TIES

-- name: distinct_on
SELECT DISTINCT ON (artist.label_id) artist.label_id, artist.name, artist.nickname
FROM artist
ORDER BY artist.label_id, artist.nickname

-- name: distinct_rows
SELECT DISTINCT artist.mood, artist.feeling FROM artist

-- name: limit_and_offset
-- $1: 1 | 2 | NULL
SELECT artist.name, artist.nickname FROM artist ORDER BY artist.artist_id LIMIT $1 OFFSET 1

-- name: left_join_of_limit_zero
SELECT artist.name, late.name AS late_name
FROM artist
LEFT JOIN (SELECT label.name FROM label LIMIT 0) AS late ON TRUE

-- name: values_list
SELECT v.n, v.t FROM (VALUES (1, 'a'), (2, NULL), (3, 'c')) AS v (n, t)

-- name: bare_values
VALUES (1, NULL::text, 'x'), (2, 'b', 'y')

-- name: values_with_columns
SELECT artist.artist_id, v.n, v.t
FROM artist
CROSS JOIN LATERAL (VALUES (artist.artist_id, artist.nickname), (0, 'zero')) AS v (n, t)

-- name: no_from
SELECT 1 AS one, NULL AS nothing, 'a' AS letter, NULL::integer + 1 AS sum, current_date AS today

-- name: subquery_star
SELECT late.*, late.seconds IS NULL AS open FROM (SELECT track.title, track.seconds FROM track) AS late

-- name: virtual_generated_columns
-- needs twice: generation expression
-- since: 18
SELECT doubled.base, doubled.twice, doubled.maybe, doubled.sure FROM doubled
