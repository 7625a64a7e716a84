-- name: cte
WITH late AS (SELECT artist.name, artist.nickname FROM artist WHERE artist.label_id IS NOT NULL)
SELECT late.name, late.nickname FROM late

-- name: materialized_cte
WITH late AS MATERIALIZED (SELECT artist.label_id, artist.name FROM artist)
SELECT late.label_id, late.name FROM late WHERE late.label_id > 0

-- name: chained_ctes
WITH one AS (SELECT artist.artist_id, artist.nickname FROM artist WHERE artist.nickname IS NOT NULL),
two AS (SELECT one.artist_id, one.nickname, album.title FROM one LEFT JOIN album USING (artist_id)),
three AS (SELECT two.*, coalesce(two.title, two.nickname) AS best FROM two)
SELECT three.artist_id, three.nickname, three.title, three.best FROM three

-- name: cte_used_twice
WITH late AS (SELECT label.label_id, label.name FROM label)
SELECT one.name, two.name AS other_name
FROM late AS one
LEFT JOIN late AS two ON two.label_id > one.label_id

-- name: cte_with_column_names
WITH late (x, y) AS (SELECT artist.name, artist.nickname FROM artist)
SELECT late.x, late.y FROM late

-- name: cte_hides_a_table
WITH artist AS (SELECT NULL::text AS name, 1 AS artist_id)
SELECT artist.name, artist.artist_id FROM artist

-- name: cte_of_an_outer_query
-- needs last_name: foreign key
WITH late AS (SELECT label.name, label.country FROM label)
SELECT artist.name, (SELECT max(late.name) FROM late) AS last_name, (SELECT count(late.country) FROM late) AS n
FROM artist

-- name: nested_with
WITH outer_part AS (
    WITH inner_part AS (SELECT loose.a FROM loose WHERE loose.a = 1)
    SELECT inner_part.a, label.name FROM inner_part LEFT JOIN label ON label.label_id = inner_part.a
)
SELECT outer_part.a, outer_part.name FROM outer_part

-- name: modifying_cte_insert
WITH added AS (
    INSERT INTO loose (a, b) SELECT artist.artist_id, artist.label_id FROM artist RETURNING a, b, c
)
SELECT added.a, added.b, added.c FROM added

-- name: modifying_cte_update
WITH changed AS (
    UPDATE artist SET nickname = artist.name WHERE artist.active RETURNING artist_id, nickname, label_id
)
SELECT changed.artist_id, changed.nickname, changed.label_id FROM changed

-- name: modifying_cte_delete_on_the_null_side
WITH gone AS (DELETE FROM track WHERE track.seconds > 0 RETURNING track.artist_id, track.title)
SELECT artist.name, gone.title FROM artist LEFT JOIN gone ON gone.artist_id = artist.artist_id

-- name: modifying_cte_then_insert
WITH gone AS (DELETE FROM loose RETURNING a, b, c)
INSERT INTO loose (a, b, c) SELECT coalesce(gone.a, 0), gone.b, 'x' FROM gone RETURNING a, b, c

-- name: recursion
WITH RECURSIVE tree AS (
    SELECT label.label_id, label.name, label.parent_id, 1 AS depth FROM label WHERE label.parent_id IS NULL
    UNION ALL
    SELECT label.label_id, label.name, label.parent_id, tree.depth + 1
    FROM label
    INNER JOIN tree ON tree.label_id = label.parent_id
    WHERE tree.depth < 9
)
SELECT tree.label_id, tree.name, tree.parent_id, tree.depth FROM tree

-- name: recursion_that_becomes_nullable
WITH RECURSIVE up AS (
    SELECT label.label_id, label.name, 1 AS depth FROM label
    UNION ALL
    SELECT label.parent_id, label.name, up.depth + 1
    FROM up
    INNER JOIN label ON label.label_id = up.label_id
    WHERE up.depth < 9
)
SELECT up.label_id, up.name, up.depth FROM up

-- name: recursion_that_becomes_nullable_in_the_third_round
WITH RECURSIVE shift AS (
    SELECT 1 AS n, 1 AS a, 1 AS b, NULL::integer AS c
    UNION ALL
    SELECT shift.n + 1, shift.b, shift.c, shift.c FROM shift WHERE shift.n < 5
)
SELECT shift.n, shift.a, shift.b, shift.c FROM shift

-- name: recursion_that_swaps_columns
WITH RECURSIVE swap AS (
    SELECT 1 AS n, artist.name AS x, artist.nickname AS y FROM artist
    UNION ALL
    SELECT swap.n + 1, swap.y, swap.x FROM swap WHERE swap.n < 3
)
SELECT swap.n, swap.x, swap.y FROM swap

-- name: recursion_with_union
WITH RECURSIVE walk AS (
    SELECT label.label_id AS id FROM label
    UNION
    SELECT label.parent_id FROM label INNER JOIN walk ON walk.id = label.label_id WHERE label.parent_id IS NOT NULL
)
SELECT walk.id FROM walk

-- name: recursion_with_left_join
WITH RECURSIVE walk AS (
    SELECT label.label_id AS id, label.name, 1 AS depth FROM label
    UNION ALL
    SELECT label.label_id, label.name, walk.depth + 1
    FROM walk
    LEFT JOIN label ON label.parent_id = walk.id
    WHERE walk.depth < 4
)
SELECT walk.id, walk.name, walk.depth FROM walk

-- name: recursion_with_search
WITH RECURSIVE tree AS (
    SELECT label.label_id, label.parent_id FROM label WHERE label.parent_id IS NULL
    UNION ALL
    SELECT label.label_id, label.parent_id FROM label INNER JOIN tree ON tree.label_id = label.parent_id
) SEARCH DEPTH FIRST BY label_id SET place CYCLE label_id SET looped USING trail
SELECT tree.label_id, tree.parent_id, tree.place, tree.looped, tree.trail FROM tree

-- name: recursion_over_an_expression
WITH RECURSIVE counter (i, half) AS (
    VALUES (1, 1)
    UNION ALL
    SELECT counter.i + 1, nullif(counter.i, 3) FROM counter WHERE counter.i < 5
)
SELECT counter.i, counter.half FROM counter
