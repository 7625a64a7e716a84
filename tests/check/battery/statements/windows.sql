-- name: ranking
SELECT row_number() OVER w AS n, rank() OVER w AS r, dense_rank() OVER w AS d, percent_rank() OVER w AS p,
    cume_dist() OVER w AS c, ntile(2) OVER w AS t
FROM artist
WINDOW w AS (ORDER BY artist.born)

-- name: ntile_of_null
-- $1: 2 | NULL
SELECT ntile($1::integer) OVER (ORDER BY artist.artist_id) AS t FROM artist

-- name: lag_and_lead
SELECT artist.name, lag(artist.name) OVER w AS before, lead(artist.name) OVER w AS after
FROM artist
WINDOW w AS (ORDER BY artist.artist_id)

-- name: lag_with_default
SELECT lag(artist.name, 1, 'none') OVER w AS before, lag(artist.nickname, 1, 'none') OVER w AS nick_before,
    lead(artist.name, 2, artist.nickname) OVER w AS after, lag(artist.artist_id, 1, 0) OVER w AS id_before
FROM artist
WINDOW w AS (ORDER BY artist.artist_id)

-- name: lag_with_null_offset
SELECT lag(artist.name, NULL, 'none') OVER (ORDER BY artist.artist_id) AS before FROM artist

-- name: lag_with_nullable_offset
SELECT lag(artist.name, artist.label_id, 'none') OVER (ORDER BY artist.artist_id) AS before FROM artist

-- name: first_and_last_value
SELECT first_value(artist.name) OVER w AS first_name, last_value(artist.name) OVER w AS last_name,
    first_value(artist.nickname) OVER w AS nickname
FROM artist
WINDOW w AS (ORDER BY artist.artist_id)

-- name: first_value_of_an_empty_frame
SELECT first_value(artist.name) OVER (
        ORDER BY artist.artist_id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING
    ) AS first_name,
    last_value(artist.name) OVER (ORDER BY artist.artist_id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS last_name
FROM artist

-- name: first_value_of_a_frame_without_its_row
SELECT first_value(artist.name) OVER (
        ORDER BY artist.artist_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW
    ) AS first_name,
    sum(artist.artist_id) OVER (
        ORDER BY artist.artist_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP
    ) AS total
FROM artist

-- name: frame_excluding_ties
SELECT sum(artist.artist_id) OVER (
        ORDER BY artist.home_label_id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES
    ) AS total
FROM artist

-- name: nth_value
SELECT nth_value(artist.name, 2) OVER w AS second_name, nth_value(artist.name, 1) OVER w AS first_name
FROM artist
WINDOW w AS (ORDER BY artist.artist_id)

-- name: sum_over_everything
SELECT artist.name, sum(artist.artist_id) OVER () AS total, count(*) OVER () AS rows, max(artist.name) OVER () AS top,
    sum(artist.label_id) OVER () AS nullable_total
FROM artist

-- name: running_total
SELECT sum(artist.artist_id) OVER (ORDER BY artist.artist_id) AS running,
    avg(artist.artist_id) OVER (PARTITION BY artist.label_id) AS mean,
    sum(artist.label_id) OVER (PARTITION BY artist.label_id) AS labels
FROM artist

-- name: frame_of_preceding_rows
SELECT sum(artist.artist_id) OVER (ORDER BY artist.artist_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS two,
    sum(artist.artist_id) OVER (ORDER BY artist.artist_id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS before,
    sum(artist.artist_id) OVER (ORDER BY artist.artist_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS rest,
    count(*) OVER (ORDER BY artist.artist_id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS following
FROM artist

-- name: frame_of_groups
SELECT max(artist.name) OVER (ORDER BY artist.born GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS before,
    max(artist.name) OVER (ORDER BY artist.born GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS around
FROM artist

-- name: frame_of_range_offset
SELECT max(artist.name) OVER (
        ORDER BY artist.label_id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING
    ) AS around,
    max(artist.name) OVER (ORDER BY artist.artist_id RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) AS before
FROM artist

-- name: window_with_filter
SELECT sum(artist.artist_id) FILTER (WHERE artist.active) OVER () AS active,
    count(*) FILTER (WHERE artist.active) OVER () AS active_count
FROM artist

-- name: window_over_groups
SELECT artist.home_label_id, sum(count(*)) OVER () AS total, lag(count(*)) OVER (ORDER BY artist.home_label_id) AS n,
    sum(max(artist.label_id)) OVER () AS label_total
FROM artist
GROUP BY artist.home_label_id

-- name: window_over_the_null_side
SELECT sum(label.label_id) OVER () AS total, first_value(label.name) OVER (ORDER BY artist.artist_id) AS first_name,
    count(label.name) OVER () AS labels
FROM artist
LEFT JOIN label ON label.label_id = artist.label_id

-- name: filtered_window_in_a_subquery
-- needs before: data
SELECT late.n, late.before
FROM (SELECT row_number() OVER w AS n, lag(artist.name) OVER w AS before FROM artist
      WINDOW w AS (ORDER BY artist.artist_id)) AS late
WHERE late.n > 1

-- name: window_arithmetic
SELECT artist.artist_id - lag(artist.artist_id) OVER w AS step,
    coalesce(lag(artist.artist_id) OVER w, 0) AS before,
    artist.artist_id - first_value(artist.artist_id) OVER w AS distance
FROM artist
WINDOW w AS (ORDER BY artist.artist_id)

-- name: user_aggregate_as_a_window
-- needs last_name: function body
SELECT last_text(artist.name) OVER (ORDER BY artist.artist_id) AS last_name FROM artist

-- name: windows_in_case
SELECT
    CASE WHEN loose.a IS NOT NULL THEN lag(loose.a, 1, 0) OVER (ORDER BY loose.b) ELSE 0 END AS before,
    CASE WHEN loose.a IS NOT NULL THEN first_value(loose.a) OVER (ORDER BY loose.b) ELSE 0 END AS first_a,
    CASE WHEN loose.a IS NOT NULL THEN min(loose.a) OVER (ORDER BY loose.b) ELSE 0 END AS least_a
FROM loose

-- name: range_of_an_interval_that_goes_back
SELECT
    sum(1) OVER (ORDER BY day.at RANGE BETWEEN '1 month -30 days' PRECEDING AND CURRENT ROW) AS back,
    sum(1) OVER (ORDER BY day.at RANGE BETWEEN '1 month' PRECEDING AND CURRENT ROW) AS forth
FROM (VALUES ('2024-03-15'::timestamp)) AS day (at)
