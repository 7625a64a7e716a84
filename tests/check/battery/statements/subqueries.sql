-- name: scalar_subquery
SELECT artist.name, (SELECT label.name FROM label WHERE label.label_id = artist.label_id) AS label_name
FROM artist

-- name: scalar_subquery_of_a_foreign_key
-- needs home_name: foreign key
SELECT (SELECT label.name FROM label WHERE label.label_id = artist.home_label_id) AS home_name FROM artist

-- name: scalar_subquery_of_an_aggregate
SELECT
    label.name,
    (SELECT count(*) FROM artist WHERE artist.label_id = label.label_id) AS artists,
    (SELECT max(artist.name) FROM artist WHERE artist.label_id = label.label_id) AS last_name,
    (SELECT coalesce(sum(artist.artist_id), 0) FROM artist WHERE artist.label_id = label.label_id) AS total
FROM label

-- name: scalar_subquery_of_an_aggregate_with_group
SELECT
    label.name,
    (SELECT count(*) FROM artist WHERE artist.label_id = label.label_id GROUP BY artist.label_id) AS artists
FROM label

-- name: scalar_subquery_of_an_aggregate_with_having
SELECT label.name, (SELECT count(*) FROM artist HAVING count(*) > 2) AS artists FROM label

-- name: scalar_subquery_of_an_aggregate_with_offset
SELECT label.name, (SELECT count(*) FROM artist OFFSET 1) AS artists FROM label

-- name: scalar_subquery_of_an_aggregate_with_limit
-- $1: 0 | 1 | NULL
SELECT
    label.name,
    (SELECT count(*) FROM artist LIMIT 1) AS limited,
    (SELECT count(*) FROM artist LIMIT 0) AS nothing,
    (SELECT count(*) FROM artist LIMIT $1) AS perhaps
FROM label

-- name: scalar_subquery_without_from
SELECT (SELECT 1) AS one, (SELECT artist.name) AS name, (SELECT 1 WHERE artist.active) AS one_or_null,
    (SELECT artist.nickname) AS nickname
FROM artist

-- name: scalar_subquery_of_an_empty_grouping_set
SELECT (SELECT count(*) FROM artist GROUP BY ()) AS rows, (SELECT 1 FROM artist GROUP BY ()) AS one FROM label

-- name: array_of_a_subquery
SELECT label.name, ARRAY(SELECT artist.name FROM artist WHERE artist.label_id = label.label_id) AS names FROM label

-- name: element_of_array_of_a_subquery
SELECT (ARRAY(SELECT artist.name FROM artist))[1] AS first_name FROM label

-- name: exists_column
SELECT label.name, EXISTS (SELECT FROM artist WHERE artist.label_id = label.label_id) AS used FROM label

-- name: in_subquery_column
SELECT
    label.label_id IN (SELECT artist.label_id FROM artist) AS in_nullable,
    label.label_id IN (SELECT artist.home_label_id FROM artist) AS in_not_null,
    label.parent_id IN (SELECT artist.home_label_id FROM artist) AS nullable_in,
    label.label_id NOT IN (SELECT artist.label_id FROM artist) AS not_in_nullable
FROM label

-- name: any_and_all_subquery_column
SELECT
    label.label_id > ANY (SELECT artist.label_id FROM artist) AS any_nullable,
    label.label_id > ALL (SELECT artist.home_label_id FROM artist) AS all_not_null,
    label.label_id > ALL (SELECT artist.label_id FROM artist) AS all_nullable
FROM label

-- name: row_in_subquery_column
SELECT
    (track.artist_id, track.album_number) IN (SELECT album.artist_id, album.number FROM album) AS nullable_part,
    (track.artist_id, 1) IN (SELECT album.artist_id, album.number FROM album) AS not_null_parts
FROM track

-- name: row_equals_subquery_column
SELECT (artist.artist_id, 1) = (SELECT album.artist_id, album.number FROM album LIMIT 1) AS same FROM artist

-- name: nested_correlation
SELECT
    label.name,
    (
        SELECT (SELECT max(album.title) FROM album WHERE album.artist_id = artist.artist_id)
        FROM artist
        WHERE artist.home_label_id = label.label_id
        LIMIT 1
    ) AS title
FROM label

-- name: correlated_outer_aggregate
SELECT label.country, (SELECT max(label.name) || artist.name FROM artist LIMIT 1) AS both_names
FROM label
GROUP BY label.country

-- name: outer_column_of_the_null_side_in_a_subquery
SELECT artist.name, (SELECT label.name) AS label_name,
    (SELECT count(label.name || other.name) FROM artist AS other) AS counted
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id

-- name: scalar_subquery_in_coalesce
SELECT coalesce((SELECT max(artist.name) FROM artist), 'nobody') AS name,
    coalesce((SELECT 1 FROM artist LIMIT 1), NULL) AS one

-- name: lateral_inner
SELECT artist.name, late.title, late.rating
FROM artist
CROSS JOIN LATERAL (
    SELECT album.title, album.rating FROM album WHERE album.artist_id = artist.artist_id LIMIT 1
) AS late

-- name: lateral_left
SELECT artist.name, late.title, late.one
FROM artist
LEFT JOIN LATERAL (
    SELECT album.title, 1 AS one FROM album WHERE album.artist_id = artist.artist_id ORDER BY album.number LIMIT 1
) AS late ON TRUE

-- name: lateral_left_of_an_aggregate
-- needs albums: a join that always matches
SELECT artist.name, late.albums, late.last_title
FROM artist
LEFT JOIN LATERAL (
    SELECT count(*) AS albums, max(album.title) AS last_title
    FROM album
    WHERE album.artist_id = artist.artist_id
) AS late ON TRUE

-- name: lateral_inner_of_an_aggregate
SELECT artist.name, late.albums, late.last_title
FROM artist
CROSS JOIN LATERAL (
    SELECT count(*) AS albums, max(album.title) AS last_title
    FROM album
    WHERE album.artist_id = artist.artist_id
) AS late

-- name: lateral_of_the_null_side
SELECT artist.name, late.label_name, late.plus
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
CROSS JOIN LATERAL (SELECT label.name AS label_name, label.label_id + 1 AS plus) AS late

-- name: lateral_of_the_null_side_with_a_condition
SELECT artist.name, label.name AS label_name, late.n
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
CROSS JOIN LATERAL (SELECT 1 AS n WHERE label.label_id > 0) AS late

-- name: lateral_left_then_where
SELECT artist.name, late.title
FROM artist
LEFT JOIN LATERAL (SELECT album.title FROM album WHERE album.artist_id = artist.artist_id) AS late ON TRUE
WHERE late.title IS NOT NULL

-- name: subquery_of_a_left_join
SELECT late.name, late.label_name
FROM (
    SELECT artist.name, label.name AS label_name
    FROM artist
    LEFT JOIN label ON label.label_id = artist.label_id
) AS late

-- name: case_with_a_subquery
SELECT CASE WHEN EXISTS (SELECT FROM artist) THEN (SELECT count(*) FROM artist) ELSE 0 END AS n,
    CASE WHEN EXISTS (SELECT FROM artist) THEN 1 END AS one

-- name: subquery_limited_by_a_function
SELECT (SELECT 1 LIMIT length('')) AS one

-- name: subquery_limited_by_a_fraction
SELECT (SELECT 1 LIMIT 0.4) AS one, (SELECT 1 LIMIT 1) AS sure
