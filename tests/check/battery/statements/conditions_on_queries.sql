-- name: where_kills_a_left_join
SELECT artist.name, label.name AS label_name, label.country
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label.name > ''

-- name: where_kills_a_left_join_by_any_column
SELECT artist.name, label.name AS label_name, label.parent_id, label.country
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label.country IS NOT NULL

-- name: where_keeps_a_left_join
SELECT artist.name, label.name AS label_name
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label.country IS NULL

-- name: where_with_or_keeps_a_left_join
SELECT artist.name, label.name AS label_name, label.country
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label.country = 'de' OR artist.active

-- name: where_kills_one_of_two_left_joins
SELECT artist.name, label.name AS label_name, parent.name AS parent_name
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
LEFT JOIN label AS parent ON parent.label_id = label.parent_id
WHERE parent.name <> ''

-- name: where_kills_one_side_of_a_full_join
SELECT label.name AS label_name, artist.name
FROM label
FULL JOIN artist ON artist.label_id = label.label_id
WHERE artist.name <> ''

-- name: where_kills_both_sides_of_a_full_join
SELECT label.name AS label_name, artist.name, artist.label_id
FROM label
FULL JOIN artist ON artist.label_id = label.label_id
WHERE artist.name <> '' AND label.name <> ''

-- name: where_on_a_using_column
SELECT artist_id, artist.name, play.amount
FROM artist
FULL JOIN play USING (artist_id)
WHERE artist_id > 0

-- name: where_on_coalesce_of_the_null_side
SELECT artist.name, label.name AS label_name
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE coalesce(label.name, 'x') = 'x'

-- name: where_on_whole_row_of_the_null_side
SELECT artist.name, label.name AS label_name, label.label_id
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label IS NOT NULL

-- name: where_whole_row_is_distinct_from_null
SELECT artist.name, label.name AS label_name, label.label_id
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label IS DISTINCT FROM NULL

-- name: anti_join
SELECT artist.name, label.name AS label_name, label.label_id
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id
WHERE label.label_id IS NULL

-- name: where_in_subquery
SELECT loose.a, loose.b FROM loose WHERE loose.a IN (SELECT artist.artist_id FROM artist)

-- name: where_not_in_subquery
SELECT loose.a, loose.b FROM loose WHERE loose.a NOT IN (SELECT artist.artist_id FROM artist)

-- name: where_any_subquery
SELECT loose.a, loose.b FROM loose WHERE loose.a > ANY (SELECT artist.artist_id FROM artist)

-- name: where_all_subquery
SELECT loose.a, loose.b FROM loose WHERE loose.a > ALL (SELECT artist.artist_id FROM artist)

-- name: where_row_in_subquery
SELECT loose.a, loose.b, loose.c
FROM loose
WHERE (loose.a, loose.b) IN (SELECT album.artist_id, album.number FROM album)

-- name: where_equals_scalar_subquery
SELECT loose.a, loose.b FROM loose WHERE loose.a = (SELECT max(artist.artist_id) FROM artist)

-- name: where_not_exists
SELECT loose.a, loose.b
FROM loose
WHERE NOT EXISTS (SELECT FROM artist WHERE artist.artist_id = loose.a)

-- name: outer_column_tested_in_exists
SELECT loose.a, loose.b FROM loose WHERE EXISTS (SELECT FROM artist WHERE artist.artist_id = loose.a)

-- name: where_on_a_subquery_column
SELECT late.n, late.m
FROM (SELECT loose.a AS n, loose.b AS m FROM loose) AS late
WHERE late.n > 0

-- name: where_on_an_expression_of_a_subquery
SELECT late.total, late.a
FROM (SELECT loose.a + loose.b AS total, loose.a FROM loose) AS late
WHERE late.total > 0

-- name: exists_of_an_aggregate
SELECT loose.a FROM loose WHERE EXISTS (SELECT count(*) FROM label WHERE label.label_id = loose.a)

-- name: exists_of_a_left_join
SELECT loose.a FROM loose WHERE EXISTS (SELECT FROM artist LEFT JOIN label ON label.label_id = loose.a)

-- name: exists_with_or
SELECT loose.a FROM loose WHERE EXISTS (SELECT FROM artist WHERE artist.artist_id = loose.a OR artist.active)

-- name: equals_an_aggregate_of_the_column
SELECT loose.a, loose.b FROM loose WHERE 0 = (SELECT count(*) FROM label WHERE label.label_id = loose.a)

-- name: condition_on_a_rollup
SELECT late.artist_id, late.number
FROM (SELECT album.artist_id, album.number FROM album GROUP BY ROLLUP (album.artist_id, album.number)) AS late
WHERE late.artist_id > 0

-- name: condition_before_a_rollup
SELECT loose.a, loose.b, count(*) AS rows FROM loose WHERE loose.a > 0 AND loose.b > 0 GROUP BY loose.a,
    ROLLUP (loose.b)

-- name: condition_on_limit_subquery
SELECT late.a, late.b
FROM (SELECT loose.a, loose.b FROM loose ORDER BY loose.a LIMIT 2) AS late WHERE late.b IS NOT NULL

-- name: not_any_subquery
SELECT loose.a FROM loose WHERE NOT (loose.a = ANY (SELECT artist.artist_id FROM artist))

-- name: not_all_subquery
SELECT loose.a FROM loose WHERE NOT (loose.a = ALL (SELECT artist.artist_id FROM artist))

-- name: exists_of_a_union
SELECT loose.a
FROM loose
WHERE EXISTS (SELECT FROM label WHERE label.label_id = loose.a UNION ALL SELECT FROM artist)

-- name: exists_of_an_empty_grouping_set
SELECT loose.a FROM loose WHERE EXISTS (SELECT FROM label WHERE label.label_id = loose.a GROUP BY ())

-- name: exists_with_limit
SELECT loose.a, loose.b FROM loose WHERE EXISTS (SELECT FROM label WHERE label.label_id = loose.a LIMIT 1)

-- name: scalar_subquery_tested
SELECT loose.a, loose.b
FROM loose
WHERE (SELECT max(label.label_id) FROM label WHERE label.label_id > loose.a) IS NOT NULL

-- name: lateral_column_tested
SELECT loose.a, late.total
FROM loose
CROSS JOIN LATERAL (SELECT sum(artist.artist_id) AS total FROM artist WHERE artist.artist_id > loose.a) AS late
WHERE late.total > 0

-- name: exists_of_grouping_sets_with_an_empty_one
SELECT loose.a FROM loose
WHERE EXISTS (SELECT 1 FROM label WHERE label.label_id = loose.a GROUP BY GROUPING SETS ((label.label_id), ()))

-- name: exists_of_having_without_groups
SELECT loose.a FROM loose
WHERE EXISTS (SELECT 1 FROM label WHERE label.label_id = loose.a HAVING TRUE)

-- name: volatile_condition_on_a_subquery
SELECT drawn.other
FROM (
    SELECT nullif(floor(random() * 2), 0) AS one, nullif(floor(random() * 2), 0) AS other FROM generate_series(1, 20)
) AS drawn
WHERE drawn.one IS NOT NULL

-- name: condition_on_a_subquery_with_windows
SELECT seen.next_a, seen.last_a, seen.highest
FROM (
    SELECT
        loose.a,
        lead(loose.a, 1, 0) OVER (ORDER BY loose.b) AS next_a,
        last_value(loose.a) OVER (ORDER BY loose.b) AS last_a,
        max(loose.a) OVER (ORDER BY loose.b) AS highest
    FROM loose
) AS seen
WHERE seen.a IS NOT NULL
