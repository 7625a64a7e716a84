-- name: inner_join
SELECT artist.name, artist.nickname, label.name AS label_name, label.country, artist.label_id
FROM artist
INNER JOIN label ON label.label_id = artist.label_id

-- name: left_join
SELECT artist.name, label.name AS label_name, label.label_id, label.country
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id

-- name: left_join_over_a_not_null_key
-- needs home_name: foreign key
SELECT artist.name, home.name AS home_name
FROM artist
LEFT JOIN label AS home ON home.label_id = artist.home_label_id

-- name: right_join
SELECT label.name AS label_name, artist.name, artist.artist_id
FROM artist
RIGHT JOIN label ON label.label_id = artist.label_id

-- name: full_join
SELECT label.name AS label_name, artist.name, coalesce(label.name, artist.name) AS either
FROM artist
FULL JOIN label ON label.label_id = artist.label_id

-- name: cross_join
SELECT artist.name, label.name AS label_name, label.country
FROM artist
CROSS JOIN label

-- name: comma_join
SELECT artist.name, label.name AS label_name, artist.label_id
FROM artist, label
WHERE artist.label_id = label.label_id

-- name: inner_join_on_two_nullable_columns
SELECT loose.a, loose.b, track.seconds, track.isrc
FROM loose
INNER JOIN track ON track.seconds = loose.a

-- name: inner_using
SELECT artist_id, album.title, track.title AS track_title, album.seconds
FROM album
INNER JOIN track USING (artist_id)

-- name: left_using
SELECT artist_id, album.title, artist.name, album.artist_id AS album_artist_id
FROM artist
LEFT JOIN album USING (artist_id)

-- name: right_using
SELECT artist_id, album.title, artist.name, album.artist_id AS album_artist_id
FROM album
RIGHT JOIN artist USING (artist_id)

-- name: full_using_two_keys
SELECT artist_id, artist.artist_id AS left_id, play.artist_id AS right_id
FROM artist
FULL JOIN play USING (artist_id)

-- name: full_using_not_null_keys
-- needs name: foreign key
SELECT artist_id, artist.name, album.title
FROM artist
FULL JOIN album USING (artist_id)

-- name: full_using_with_alias
-- needs name: foreign key
SELECT joined.artist_id, artist.name
FROM artist
FULL JOIN album USING (artist_id) AS joined

-- name: natural_join
SELECT artist_id, number, tracks, title
FROM album
NATURAL INNER JOIN (SELECT artist_id, number, tracks FROM album_facts) AS facts

-- name: natural_left_join
SELECT label_id, name, artists
FROM label
NATURAL LEFT JOIN (SELECT label_id, artists FROM label_totals WHERE artists > 0) AS totals

-- name: natural_full_join_of_nullable_columns
SELECT a, b, c
FROM (SELECT a, b FROM loose) AS one
NATURAL FULL JOIN (SELECT a, c FROM loose) AS two

-- name: self_join
SELECT label.name, parent.name AS parent_name, label.parent_id
FROM label
INNER JOIN label AS parent ON parent.label_id = label.parent_id

-- name: self_left_join_twice
SELECT label.name, parent.name AS parent_name, grand.name AS grand_name
FROM label
LEFT JOIN label AS parent ON parent.label_id = label.parent_id
LEFT JOIN label AS grand ON grand.label_id = parent.parent_id

-- name: left_join_then_inner_join_on_it
SELECT artist.name, label.name AS label_name, parent.name AS parent_name, label.parent_id
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
INNER JOIN label AS parent ON parent.label_id = label.parent_id

-- name: inner_join_then_left_join
SELECT artist.name, album.title, track.title AS track_title, album.rating
FROM artist
INNER JOIN album ON album.artist_id = artist.artist_id
LEFT JOIN track ON track.artist_id = album.artist_id AND track.album_number = album.number

-- name: left_join_of_a_nested_inner_join
SELECT artist.name, album.title, track.title AS track_title
FROM artist
LEFT JOIN (album INNER JOIN track ON track.artist_id = album.artist_id) ON album.artist_id = artist.artist_id

-- name: left_join_of_a_nested_left_join
SELECT artist.name, album.title, track.title AS track_title
FROM artist
LEFT JOIN (album LEFT JOIN track ON track.album_number = album.number) ON album.artist_id = artist.artist_id

-- name: right_join_of_a_left_join
SELECT artist.name, label.name AS label_name, play.amount
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
RIGHT JOIN play ON play.artist_id = artist.artist_id

-- name: full_join_of_a_full_join
SELECT artist.name, album.title, loose.a, coalesce(artist.artist_id, album.artist_id, loose.a) AS any_id
FROM artist
FULL JOIN album ON album.artist_id = artist.artist_id
FULL JOIN loose ON loose.a = artist.artist_id

-- name: full_join_then_left_join
SELECT label.name AS label_name, artist.name, album.title
FROM label
FULL JOIN artist ON artist.label_id = label.label_id
LEFT JOIN album ON album.artist_id = artist.artist_id

-- name: full_join_then_inner_join
SELECT label.name AS label_name, artist.name, album.title
FROM label
FULL JOIN artist ON artist.label_id = label.label_id
INNER JOIN album ON album.artist_id = artist.artist_id

-- name: left_join_whose_condition_names_the_left_side
SELECT artist.name, artist.nickname, label.name AS label_name
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id AND artist.nickname IS NOT NULL

-- name: left_join_whose_condition_is_true
-- needs label_name: foreign key
SELECT artist.name, label.name AS label_name
FROM artist
LEFT JOIN label ON TRUE

-- name: left_join_of_one_row
SELECT artist.name, one.n, one.m
FROM artist
LEFT JOIN (SELECT 1 AS n, 2 AS m) AS one ON one.n = artist.artist_id

-- name: left_join_of_one_row_that_always_matches
-- needs n: a join that always matches
SELECT artist.name, one.n
FROM artist
LEFT JOIN (SELECT count(*) AS n FROM loose) AS one ON TRUE

-- name: condition_of_an_inner_join_above_a_left_join
SELECT artist.name, label.name AS label_name, loose.a
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
INNER JOIN loose ON loose.c = label.name

-- name: condition_inside_the_null_side
SELECT artist.name, album.rating, album.price
FROM artist
LEFT JOIN (SELECT * FROM album WHERE album.rating IS NOT NULL) AS album ON album.artist_id = artist.artist_id

-- name: condition_of_a_left_join_restricts_the_right_side_only_in_matches
SELECT artist.name, artist.label_id, album.rating
FROM artist
LEFT JOIN album ON album.artist_id = artist.artist_id AND album.rating > 1
INNER JOIN label ON label.label_id = artist.label_id

-- name: inner_join_condition_on_a_nullable_column
SELECT album.title, album.rating, artist.nickname
FROM album
INNER JOIN artist ON artist.artist_id = album.artist_id AND album.rating > 0 AND artist.nickname <> ''

-- name: computed_column_on_the_null_side
SELECT artist.name, late.constant, late.doubled, late.filled
FROM artist
LEFT JOIN (
    SELECT label.label_id, 1 AS constant, label.label_id * 2 AS doubled, coalesce(label.country, '?') AS filled
    FROM label
) AS late ON late.label_id = artist.label_id

-- name: coalesce_over_the_null_side
SELECT coalesce(label.name, 'none') AS filled, coalesce(label.name, label.country) AS half_filled
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id

-- name: semi_join_by_exists
SELECT artist.name, artist.label_id
FROM artist
WHERE EXISTS (SELECT FROM label WHERE label.label_id = artist.label_id)

-- name: aliased_join
SELECT j.n, j.t
FROM (artist LEFT JOIN album ON album.artist_id = artist.artist_id)
    AS j (n1, n2, n3, n, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, t)

-- name: four_tables_mixed
SELECT label.name AS label_name, artist.name, album.title, track.title AS track_title, track.seconds
FROM label
LEFT JOIN artist ON artist.label_id = label.label_id
INNER JOIN album ON album.artist_id = artist.artist_id
LEFT JOIN track ON track.artist_id = album.artist_id

-- name: left_join_on_null_safe_equality
SELECT loose.a, artist.label_id, artist.name
FROM loose
LEFT JOIN artist ON artist.label_id IS NOT DISTINCT FROM loose.a

-- name: inner_join_on_null_safe_equality
SELECT loose.a, artist.label_id, artist.name
FROM loose
INNER JOIN artist ON artist.label_id IS NOT DISTINCT FROM loose.a

-- name: inner_join_with_or
SELECT loose.a, loose.b, artist.label_id, artist.name
FROM loose
INNER JOIN artist ON artist.artist_id = loose.a OR artist.label_id = loose.b

-- name: inner_join_with_or_on_one_column
SELECT loose.a, loose.b FROM loose INNER JOIN artist ON artist.artist_id = loose.a OR artist.label_id = loose.a

-- name: natural_right_join
SELECT label_id, name, artists
FROM (SELECT label_totals.label_id, label_totals.artists FROM label_totals WHERE label_totals.artists > 0) AS totals
NATURAL RIGHT JOIN label

-- name: cross_join_of_a_strict_set
SELECT artist.label_id, g.i FROM artist CROSS JOIN LATERAL generate_series(1, artist.label_id) AS g (i)

-- name: join_condition_false
SELECT artist.name, label.name AS label_name FROM artist LEFT JOIN label ON FALSE

-- name: full_join_of_aggregates
SELECT one.n, two.m, two.top
FROM (SELECT count(*) AS n FROM artist) AS one
FULL JOIN (SELECT count(*) AS m, max(label.name) AS top FROM label) AS two ON one.n = two.m

-- name: right_join_whose_condition_names_the_right_side
SELECT artist.name, label.name AS label_name, label.country
FROM artist
RIGHT JOIN label ON label.label_id = artist.label_id AND label.country IS NOT NULL

-- name: full_join_whose_result_is_joined_again
SELECT label.name AS label_name, artist.name, album.title
FROM label
FULL JOIN artist ON artist.label_id = label.label_id
RIGHT JOIN album ON album.artist_id = artist.artist_id

-- name: condition_of_the_inner_join_on_the_null_side
SELECT label.name AS label_name, artist.label_id, album.seconds
FROM label
LEFT JOIN (artist INNER JOIN album ON album.seconds = artist.label_id) ON artist.home_label_id = label.label_id

-- name: cast_to_a_domain_on_the_null_side
SELECT label.name, late.code, late.text, constant.code AS constant_code
FROM label
LEFT JOIN (
    SELECT artist.home_label_id, artist.name::code AS code, artist.name::code::text AS text
    FROM artist
    WHERE artist.name <> ''
    OFFSET 0
) AS late ON late.home_label_id = label.label_id
LEFT JOIN (SELECT artist.home_label_id, 'x'::code AS code FROM artist) AS constant
    ON constant.home_label_id = label.label_id

-- name: field_of_a_using_alias_on_a_null_side
SELECT merged.artist_id, (merged).artist_id AS field
FROM generate_series(1, 2)
LEFT JOIN (artist FULL JOIN album USING (artist_id) AS merged) ON FALSE
