-- name: union_of_not_null
SELECT artist.name FROM artist UNION SELECT label.name FROM label

-- name: union_all_with_a_nullable_branch
SELECT artist.name, artist.artist_id AS id FROM artist UNION ALL SELECT label.country, label.label_id FROM label

-- name: union_with_null
SELECT artist.artist_id AS id, 'artist' AS kind FROM artist UNION ALL SELECT NULL, 'nothing'

-- name: intersect_with_one_nullable_side
SELECT artist.artist_id AS id FROM artist INTERSECT SELECT artist.label_id FROM artist

-- name: intersect_with_nullable_left
SELECT artist.label_id AS id FROM artist INTERSECT SELECT label.label_id FROM label

-- name: intersect_all_of_two_nullable
SELECT artist.label_id AS id FROM artist INTERSECT ALL SELECT loose.a FROM loose

-- name: except_from_not_null
SELECT label.label_id AS id FROM label EXCEPT SELECT artist.label_id FROM artist

-- name: except_from_nullable
SELECT artist.label_id AS id FROM artist EXCEPT ALL SELECT label.label_id FROM label

-- name: except_removes_null
-- needs id: except of null
SELECT loose.a AS id FROM loose EXCEPT SELECT NULL

-- name: nested_set_operations
(SELECT artist.name AS n, artist.label_id AS l FROM artist UNION SELECT label.name, label.label_id FROM label)
EXCEPT
(SELECT loose.c, loose.a FROM loose INTERSECT SELECT label.country, label.parent_id FROM label)

-- name: union_of_intersect
SELECT label.country AS c FROM label INTERSECT SELECT label.name FROM label UNION ALL SELECT 'x'

-- name: union_of_conditions
SELECT loose.a, loose.b FROM loose WHERE loose.a > 0
UNION ALL
SELECT loose.b, loose.a FROM loose WHERE loose.b > 0 AND loose.a IS NOT NULL

-- name: union_in_a_subquery
SELECT late.n, late.m
FROM (SELECT loose.a AS n, 1 AS m FROM loose UNION ALL SELECT 2, 3) AS late
WHERE late.n IS NOT NULL

-- name: union_on_the_null_side
SELECT artist.name, late.n
FROM artist
LEFT JOIN (SELECT label.name AS n FROM label UNION ALL SELECT artist.name FROM artist) AS late
    ON late.n > artist.name

-- name: union_of_values
VALUES (1, 'a') UNION ALL VALUES (2, NULL)

-- name: union_of_joins
SELECT label.name AS x FROM artist LEFT JOIN label ON label.label_id = artist.label_id
UNION
SELECT album.title FROM album

-- name: union_of_aggregates
SELECT sum(album.seconds) AS n, count(*) AS m FROM album UNION ALL SELECT count(*), count(*) FROM track

-- name: union_ordered_and_limited
SELECT artist.name AS n FROM artist UNION ALL SELECT label.name FROM label ORDER BY n LIMIT 3

-- name: union_with_different_types
SELECT album.seconds AS n FROM album WHERE album.seconds > 0 UNION ALL SELECT play.amount FROM play

-- name: scalar_subquery_of_a_union
-- needs n: a subquery that always gives a row
SELECT (SELECT count(*) FROM artist UNION SELECT 0 LIMIT 1) AS n,
    (SELECT artist.artist_id FROM artist UNION ALL SELECT label.label_id FROM label LIMIT 1) AS id
