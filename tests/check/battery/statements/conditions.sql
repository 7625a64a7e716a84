-- name: is_not_null
SELECT artist.nickname, artist.born FROM artist WHERE artist.nickname IS NOT NULL

-- name: not_is_null
SELECT artist.nickname, artist.born FROM artist WHERE NOT (artist.nickname IS NULL)

-- name: notnull_of_both_with_or
SELECT loose.a, loose.b FROM loose WHERE loose.a IS NOT NULL OR loose.b IS NOT NULL

-- name: same_column_in_both_branches
SELECT loose.a, loose.b FROM loose WHERE loose.a > 1 OR loose.a < 0

-- name: common_column_of_branches
SELECT loose.a, loose.b, loose.c FROM loose WHERE (loose.a > 0 AND loose.b > 0) OR (loose.a < 0 AND loose.c = 'a')

-- name: not_of_or
SELECT loose.a, loose.b FROM loose WHERE NOT (loose.a > 1 OR loose.b > 1)

-- name: not_of_and
SELECT loose.a, loose.b FROM loose WHERE NOT (loose.a > 1 AND loose.b > 1)

-- name: not_of_or_with_null_tests
SELECT loose.a, loose.b FROM loose WHERE NOT (loose.a IS NULL OR loose.b IS NULL)

-- name: is_true
SELECT loose.d, loose.a FROM loose WHERE (loose.d AND loose.a > 0) IS TRUE

-- name: is_not_true
SELECT loose.d, loose.a FROM loose WHERE (loose.d AND loose.a > 0) IS NOT TRUE

-- name: is_false
SELECT loose.d, loose.a FROM loose WHERE (loose.d OR loose.a > 0) IS FALSE

-- name: is_not_false
SELECT loose.d FROM loose WHERE loose.d IS NOT FALSE

-- name: is_unknown
SELECT loose.d, loose.a FROM loose WHERE (loose.a > 0) IS UNKNOWN

-- name: is_not_unknown
SELECT loose.d, loose.a, loose.b FROM loose WHERE (loose.a > loose.b) IS NOT UNKNOWN

-- name: is_not_unknown_of_and
SELECT loose.d, loose.a FROM loose WHERE (loose.d AND loose.a > 0) IS NOT UNKNOWN

-- name: bare_boolean
SELECT loose.d, artist.hidden FROM loose, artist WHERE loose.d AND NOT artist.hidden

-- name: is_distinct_from_null
SELECT loose.a FROM loose WHERE loose.a IS DISTINCT FROM NULL

-- name: is_distinct_from_value
SELECT loose.a, loose.b FROM loose WHERE loose.a IS DISTINCT FROM 1

-- name: is_not_distinct_from_value
SELECT loose.a FROM loose WHERE loose.a IS NOT DISTINCT FROM 1

-- name: is_not_distinct_from_column
SELECT loose.a, artist.artist_id FROM loose, artist WHERE loose.a IS NOT DISTINCT FROM artist.artist_id

-- name: strict_operator_on_both_sides
SELECT loose.a, loose.b, loose.e FROM loose WHERE loose.a + loose.b > 0

-- name: in_list
SELECT loose.a, loose.b FROM loose WHERE loose.a IN (1, 2)

-- name: not_in_list
SELECT loose.a, loose.b FROM loose WHERE loose.a NOT IN (1, 2)

-- name: in_list_with_null
SELECT loose.a FROM loose WHERE loose.a IN (1, NULL)

-- name: any_of_array
-- $1: {1,2} | {} | {NULL} | NULL
SELECT loose.a, loose.b FROM loose WHERE loose.a = ANY ($1::integer[])

-- name: all_of_array
-- $1: {1,2} | {} | {NULL} | NULL
SELECT loose.a, loose.b FROM loose WHERE loose.a > ALL ($1::integer[])

-- name: not_any_of_array
-- $1: {1,2} | {} | {NULL} | NULL
SELECT loose.a FROM loose WHERE NOT (loose.a = ANY ($1::integer[]))

-- name: all_of_array_column
SELECT loose.a, artist.scores FROM loose, artist WHERE loose.a <> ALL (artist.scores)

-- name: any_of_array_column
SELECT loose.a, artist.scores FROM loose, artist WHERE loose.a = ANY (artist.scores)

-- name: between_condition
SELECT loose.a, loose.b FROM loose WHERE loose.a BETWEEN 0 AND loose.b

-- name: not_between_condition
SELECT loose.a, loose.b FROM loose WHERE loose.a NOT BETWEEN 0 AND loose.b

-- name: between_symmetric
SELECT loose.a, loose.b FROM loose WHERE loose.a BETWEEN SYMMETRIC 2 AND 0

-- name: like_condition
SELECT loose.c, loose.a FROM loose WHERE loose.c LIKE '%a%'

-- name: row_equality
SELECT loose.a, loose.b, loose.c FROM loose WHERE (loose.a, loose.b) = (1, 1)

-- name: row_less_than
SELECT loose.a, loose.b FROM loose WHERE (loose.a, loose.b) < (2, 2)

-- name: row_inequality
SELECT loose.a, loose.b FROM loose WHERE (loose.a, loose.b) <> (1, 1)

-- name: row_is_not_null
SELECT loose.a, loose.b, loose.c FROM loose WHERE (loose.a, loose.b) IS NOT NULL

-- name: row_is_null_negated
SELECT loose.a, loose.b FROM loose WHERE NOT ((loose.a, loose.b) IS NULL)

-- name: whole_row_is_not_null
SELECT loose.a, loose.b, loose.e FROM loose WHERE loose IS NOT NULL

-- name: composite_column_is_not_null
SELECT (artist.home).street, (artist.home).city, artist.home FROM artist WHERE artist.home IS NOT NULL

-- name: composite_column_is_not_null_by_distinct
SELECT (artist.home).street, artist.home FROM artist WHERE artist.home IS DISTINCT FROM NULL

-- name: composite_field_in_a_condition
SELECT (artist.home).street, (artist.home).city, artist.home FROM artist WHERE (artist.home).street = 'x'

-- name: strict_function_in_a_condition
SELECT loose.a, loose.c FROM loose WHERE length(loose.c) > 0

-- name: strict_sql_function_in_a_condition
SELECT loose.a, loose.b FROM loose WHERE add_one(loose.a) > 0

-- name: other_sql_function_in_a_condition
SELECT loose.a, loose.b FROM loose WHERE or_zero(loose.a) >= 0

-- name: other_operator_in_a_condition
SELECT artist.feeling, artist.mood FROM artist WHERE artist.feeling === 'ok'

-- name: coalesce_in_a_condition
SELECT loose.a, loose.b FROM loose WHERE coalesce(loose.a, 0) >= 0

-- name: coalesce_of_two_columns_in_a_condition
SELECT loose.a, loose.b, coalesce(loose.a, loose.b) AS either FROM loose WHERE coalesce(loose.a, loose.b) > 0

-- name: case_in_a_condition
SELECT loose.a, loose.b FROM loose WHERE CASE WHEN loose.a > 0 THEN loose.b > 0 ELSE TRUE END

-- name: nullif_in_a_condition
SELECT loose.a, loose.b FROM loose WHERE nullif(loose.a, 5) > 0

-- name: greatest_in_a_condition
SELECT loose.a, loose.b FROM loose WHERE greatest(loose.a, loose.b) > 0

-- name: concat_in_a_condition
SELECT loose.a, loose.c FROM loose WHERE concat(loose.c, 'x') <> ''

-- name: cast_in_a_condition
SELECT loose.a, loose.e FROM loose WHERE loose.e::integer > 0

-- name: condition_or_parameter
-- $1: 1 | 2 | NULL
SELECT loose.a, loose.b FROM loose WHERE $1::integer IS NULL OR loose.a = $1

-- name: condition_or_false
SELECT loose.a FROM loose WHERE loose.a > 0 OR FALSE

-- name: condition_or_true
SELECT loose.a FROM loose WHERE loose.a > 0 OR TRUE

-- name: null_comparison
SELECT loose.a, loose.b FROM loose WHERE loose.a = loose.b

-- name: column_equals_itself
SELECT loose.a, loose.b FROM loose WHERE loose.a = loose.a

-- name: having_condition
SELECT loose.a, max(loose.b) AS highest, min(loose.b) AS lowest
FROM loose
GROUP BY loose.a
HAVING max(loose.b) > 0 AND loose.a IS NOT NULL

-- name: having_without_group
SELECT sum(loose.a) AS total, count(*) AS rows FROM loose HAVING count(*) > 0

-- name: jsonb_condition
SELECT album.extra, album.extra ->> 'k' AS k FROM album WHERE album.extra ? 'k'

-- name: jsonb_value_condition
SELECT album.extra, album.extra ->> 'k' AS k FROM album WHERE album.extra ->> 'k' = 'v'

-- name: overlaps_condition
SELECT booking.starts, booking.ends
FROM booking
WHERE (booking.starts, booking.ends) OVERLAPS ('2024-01-01'::timestamptz, '2024-06-01'::timestamptz)

-- name: other_array_operator_in_a_condition
SELECT artist.scores, artist.name FROM artist WHERE artist.scores || 1 <> '{}'

-- name: array_append_in_a_condition
SELECT artist.scores, artist.name FROM artist WHERE array_append(artist.scores, 1) <> '{}'

-- name: quote_nullable_in_a_condition
SELECT artist.nickname FROM artist WHERE quote_nullable(artist.nickname) <> ''

-- name: jsonb_build_in_a_condition
SELECT loose.a FROM loose WHERE jsonb_build_object('a', loose.a) <> '{}'

-- name: comparison_is_distinct_from_true
SELECT loose.a FROM loose WHERE (loose.a = 1) IS DISTINCT FROM TRUE

-- name: comparison_is_not_distinct_from_true
SELECT loose.a FROM loose WHERE (loose.a = 1) IS NOT DISTINCT FROM TRUE

-- name: comparison_of_comparisons
SELECT loose.a, loose.b FROM loose WHERE (loose.a = 1) = (loose.b = 1)

-- name: any_of_array_constructor
SELECT loose.a, loose.b FROM loose WHERE loose.a = ANY (ARRAY[loose.b, 1])

-- name: all_of_empty_array
SELECT loose.a FROM loose WHERE loose.a > ALL (ARRAY[]::integer[])

-- name: row_is_distinct_from_nulls
SELECT loose.a, loose.b FROM loose WHERE (loose.a, loose.b) IS DISTINCT FROM (NULL, NULL)

-- name: coalesce_to_false
SELECT loose.a FROM loose WHERE coalesce(loose.a > 0, FALSE)

-- name: coalesce_to_true
SELECT loose.a FROM loose WHERE coalesce(loose.a > 0, TRUE)

-- name: case_to_false
SELECT loose.a FROM loose WHERE CASE WHEN loose.a IS NULL THEN FALSE ELSE TRUE END

-- name: not_all_of_array
-- $1: {1,2} | {} | {NULL} | NULL
SELECT loose.a FROM loose WHERE NOT (loose.a = ALL ($1::integer[]))

-- name: comparisons_that_are_not_distinct
SELECT loose.a, loose.b FROM loose WHERE (loose.a > 0) IS NOT DISTINCT FROM (loose.b > 0)

-- name: not_distinct_from_a_tested_column
SELECT loose.a, loose.b FROM loose WHERE loose.a IS NOT DISTINCT FROM loose.b AND loose.b IS NOT NULL

-- name: volatile_condition_of_case
SELECT CASE WHEN nullif(floor(random() * 2), 0) IS NOT NULL THEN nullif(floor(random() * 2), 0) ELSE 1 END AS drawn
FROM generate_series(1, 20)

-- name: volatile_parts_of_and
SELECT nullif(floor(random() * 2), 0) IS NOT NULL AND nullif(floor(random() * 2), 0) > 0 AS drawn
FROM generate_series(1, 20)

-- name: all_of_an_empty_array_of_arrays
SELECT loose.a FROM loose WHERE loose.a = ALL (ARRAY['{}'::integer[], '{}'::integer[]])

-- name: condition_with_arguments_by_other_names
SELECT first_of(other => loose.a, one => loose.b) AS found FROM loose
WHERE first_of(one => loose.a, other => loose.b) IS NOT NULL
