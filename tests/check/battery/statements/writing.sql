-- name: insert_returning
-- $1: Anna | Bob
-- $2: de | NULL
INSERT INTO label (name, country, strict_code) VALUES ($1 || random()::text, $2, 'c')
RETURNING label_id, name, country, parent_id, strict_code, contact

-- name: insert_of_constants
INSERT INTO loose (a, b, c) VALUES (1, NULL, 'x') RETURNING a, b, c, d

-- name: insert_of_several_rows
INSERT INTO loose (a, b) VALUES (1, 2), (NULL, 3) RETURNING a, b

-- name: insert_of_parameters
-- $1: 1 | NULL
INSERT INTO loose (a, b) VALUES ($1, coalesce($1, 0)) RETURNING a, b

-- name: insert_of_a_query
INSERT INTO loose (a, b, c)
SELECT artist.artist_id, artist.label_id, artist.name FROM artist
RETURNING a, b, c, a + b AS total

-- name: insert_of_a_left_join
INSERT INTO loose (a, c)
SELECT artist.artist_id, label.name FROM artist LEFT JOIN label ON label.label_id = artist.label_id
RETURNING a, c

-- name: insert_default_values
INSERT INTO loose DEFAULT VALUES RETURNING a, b

-- name: insert_with_default
INSERT INTO artist (artist_id, home_label_id, name, office, checked, mood)
SELECT 99, label.label_id, 'new', ROW('s', 'c')::address, 'x', 'ok' FROM label LIMIT 1
RETURNING artist_id, mood, tags, active, hidden, label_id, office

-- name: insert_into_a_table_with_a_trigger
-- $1: 1 | 9
INSERT INTO ledger (ledger_id, amount, note, source) VALUES (99, $1, 'given', 'test')
RETURNING ledger_id, amount, note, source

-- name: insert_null_that_a_trigger_fills
INSERT INTO ledger (ledger_id, amount, source) VALUES (99, 1, NULL) RETURNING amount, note, source

-- name: insert_generated_columns
-- needs title_upper: generation expression
INSERT INTO album (artist_id, number, title, seconds)
SELECT artist.artist_id, 90, artist.name, artist.label_id FROM artist
RETURNING title_upper, minutes, seconds, meta, extra

-- name: insert_into_a_partitioned_table
INSERT INTO play (play_id, day, amount) SELECT 900 + artist.artist_id, '2024-05-05', 1 FROM artist
RETURNING play_id, day, artist_id, amount, payload

-- name: insert_into_a_view
INSERT INTO local_labels (name, country, strict_code) VALUES ('through a view', NULL, 'v')
RETURNING label_id, name, country, strict_code

-- name: update_through_a_view
UPDATE active_artists SET nickname = NULL RETURNING artist_id, name, nickname

-- name: insert_subquery_into_a_domain
INSERT INTO label (name, strict_code, short_code)
SELECT 'new', 'c', (SELECT label.strict_code FROM label WHERE label.label_id = 2)
RETURNING name, short_code, strict_code

-- name: update_returning
UPDATE artist SET nickname = artist.name WHERE artist.label_id > 0 RETURNING artist_id, nickname, label_id, born

-- name: update_to_null
UPDATE artist SET nickname = NULL WHERE artist.nickname IS NOT NULL RETURNING nickname, name

-- name: update_a_column_of_the_condition
UPDATE loose SET a = b WHERE a > 0 RETURNING a, b

-- name: update_another_column_than_that_of_the_condition
UPDATE loose SET b = 1 WHERE a > 0 RETURNING a, b, c

-- name: update_of_a_row
UPDATE loose SET (a, b) = (SELECT artist.artist_id, artist.label_id FROM artist WHERE artist.artist_id = loose.a)
RETURNING a, b

-- name: update_from
UPDATE artist SET nickname = label.name FROM label WHERE label.label_id = artist.label_id
RETURNING artist.nickname, artist.label_id, label.name AS label_name, label.country

-- name: update_from_a_left_join
UPDATE loose SET c = late.label_name
FROM (
    SELECT artist.artist_id, label.name AS label_name
    FROM artist
    LEFT JOIN label ON label.label_id = artist.label_id
) AS late
WHERE late.artist_id = loose.a
RETURNING loose.a, loose.c, late.label_name

-- name: update_to_a_parameter
-- $1: x | NULL
UPDATE artist SET nickname = $1 RETURNING artist_id, nickname

-- name: update_of_a_table_with_a_trigger
UPDATE ledger SET note = 'changed' WHERE ledger.amount > 0 RETURNING amount, note, source

-- name: update_of_a_table_with_a_trigger_by_condition
UPDATE ledger SET amount = ledger.amount + 4 WHERE ledger.note IS NOT NULL RETURNING amount, note

-- name: update_to_default
UPDATE artist SET mood = DEFAULT, nickname = DEFAULT RETURNING mood, nickname

-- name: update_an_element
-- needs second: array contents
UPDATE artist SET scores[2] = 1 RETURNING scores, scores[2] AS second, scores[1] AS first

-- name: update_a_field
UPDATE artist SET home.street = 'new' RETURNING home, (home).street, (home).city

-- name: delete_returning
DELETE FROM track WHERE track.isrc IS NOT NULL RETURNING track_id, title, isrc, seconds

-- name: delete_using
DELETE FROM track USING album
WHERE album.artist_id = track.artist_id AND album.number = track.album_number
RETURNING track.album_number, album.title, album.rating, track.seconds

-- name: delete_using_a_left_join
DELETE FROM track USING artist LEFT JOIN label ON label.label_id = artist.label_id
WHERE artist.artist_id = track.artist_id
RETURNING track.title, label.name AS label_name

-- name: delete_from_the_parent
DELETE FROM asset RETURNING asset_id, kind

-- name: on_conflict_do_nothing
INSERT INTO label (label_id, name, country, strict_code) VALUES (1, 'new', 'de', 'c')
ON CONFLICT DO NOTHING
RETURNING label_id, name, country, parent_id

-- name: on_conflict_do_update
INSERT INTO label (label_id, name, country, strict_code) VALUES (1, 'new', 'de', 'c')
ON CONFLICT (label_id) DO UPDATE SET name = excluded.name
RETURNING label_id, name, country, parent_id

-- name: on_conflict_do_update_of_the_column
INSERT INTO label (label_id, name, country, strict_code) VALUES (1, 'new', 'de', 'c')
ON CONFLICT (label_id) DO UPDATE SET country = excluded.country
RETURNING label_id, country

-- name: on_conflict_do_update_from_the_old_row
INSERT INTO label (label_id, name, country, strict_code) VALUES (1, 'new', 'de', 'c')
ON CONFLICT (label_id) DO UPDATE SET country = coalesce(label.country, excluded.country), contact = label.country
RETURNING label_id, country, contact

-- name: on_conflict_do_update_where
INSERT INTO label (label_id, name, country, strict_code) VALUES (1, 'new', 'de', 'c')
ON CONFLICT (label_id) DO UPDATE SET name = 'again' WHERE label.country IS NOT NULL
RETURNING name, country

-- name: old_and_new_of_update
-- since: 18
UPDATE artist SET nickname = artist.name
RETURNING old.nickname AS before, new.nickname AS after, old.name AS old_name, new.name AS new_name

-- name: old_and_new_of_update_with_condition
-- since: 18
UPDATE artist SET nickname = NULL WHERE artist.nickname IS NOT NULL
RETURNING old.nickname AS before, new.nickname AS after, nickname, name

-- name: old_and_new_of_insert
-- since: 18
INSERT INTO loose (a) VALUES (1) RETURNING old.a AS before, new.a AS after, a

-- name: old_and_new_of_insert_of_not_null
-- since: 18
INSERT INTO label (name, strict_code) VALUES ('brand new', 'c') RETURNING old.name AS before, new.name AS after

-- name: old_and_new_of_delete
-- since: 18
DELETE FROM artist WHERE artist.nickname IS NOT NULL
RETURNING old.name AS before, new.name AS after, name, old.nickname AS nickname_before

-- name: old_of_on_conflict
-- since: 18
INSERT INTO label (label_id, name, strict_code) VALUES (1, 'new', 'c')
ON CONFLICT (label_id) DO UPDATE SET name = 'again'
RETURNING old.name AS before, new.name AS after, old IS NULL AS added

-- name: old_with_another_name
-- since: 18
UPDATE artist SET nickname = 'x' RETURNING WITH (OLD AS o, NEW AS n) o.nickname AS before, n.nickname AS after

-- name: merge_without_returning
MERGE INTO loose USING artist ON loose.a = artist.artist_id
WHEN MATCHED THEN UPDATE SET c = artist.name
WHEN NOT MATCHED THEN INSERT (a, b) VALUES (artist.artist_id, artist.label_id)

-- name: merge_returning
-- since: 17
MERGE INTO loose USING artist ON loose.a = artist.artist_id
WHEN MATCHED THEN UPDATE SET c = artist.name
WHEN NOT MATCHED THEN INSERT (a, b) VALUES (artist.artist_id, artist.label_id)
RETURNING merge_action() AS action, loose.a, loose.b, loose.c, artist.name, artist.nickname

-- name: merge_returning_not_null_target
-- since: 17
MERGE INTO label USING loose ON loose.a = label.label_id
WHEN MATCHED AND loose.b > 0 THEN UPDATE SET country = loose.c
WHEN MATCHED THEN DO NOTHING
WHEN NOT MATCHED AND loose.a > 1 THEN INSERT (name, strict_code) VALUES (random()::text, 'm')
RETURNING merge_action() AS action, label.name, label.country, loose.a, loose.b

-- name: merge_not_matched_by_source
-- since: 17
MERGE INTO loose USING artist ON loose.a = artist.artist_id
WHEN MATCHED THEN UPDATE SET c = artist.name
WHEN NOT MATCHED BY SOURCE THEN UPDATE SET b = 0
RETURNING merge_action() AS action, loose.a, loose.c, artist.name, artist.artist_id

-- name: merge_delete
-- since: 17
MERGE INTO track USING album ON album.artist_id = track.artist_id AND album.number = track.album_number
WHEN MATCHED THEN DELETE
RETURNING track.title, album.title AS album_title, album.rating, track.seconds

-- name: merge_old_and_new
-- since: 18
MERGE INTO loose USING artist ON loose.a = artist.artist_id
WHEN MATCHED AND artist.active THEN DELETE
WHEN MATCHED THEN UPDATE SET c = artist.name
WHEN NOT MATCHED THEN INSERT (a) VALUES (artist.artist_id)
RETURNING old.a AS before, new.a AS after, artist.name

-- name: insert_into_a_view_with_a_trigger
-- needs note: trigger body
-- needs ledger_id: trigger body
INSERT INTO noted (ledger_id, amount, note) VALUES (1, 2, 'given') RETURNING ledger_id, amount, note

-- name: update_of_a_view_with_a_trigger
-- needs note: trigger body
-- needs ledger_id: trigger body
UPDATE noted SET note = 'changed' WHERE noted.ledger_id > 0 RETURNING ledger_id, amount, note

-- name: insert_into_a_partition_with_a_trigger
-- $1: 2024-05-05 | 2031-01-01
INSERT INTO play (play_id, day, amount, payload) VALUES (901, $1, 1, '{}') RETURNING play_id, day, amount, payload

-- name: update_of_a_partition_with_a_trigger
-- needs artist_id: trigger body
UPDATE play SET artist_id = 1, payload = '{}' WHERE play.amount > 0 RETURNING artist_id, amount, payload

-- name: returning_a_subquery
INSERT INTO loose (a) VALUES (1)
RETURNING a, (SELECT label.name FROM label WHERE label.label_id = loose.a) AS name,
    (SELECT count(*) FROM label) AS labels

-- name: returning_an_expression
DELETE FROM track WHERE track.seconds > 0
RETURNING track.seconds + 1 AS plus, coalesce(track.isrc, 'none') AS isrc, track.removed_at IS NULL AS live,
    track AS whole

-- name: insert_with_default_in_one_row
INSERT INTO loose (a, b) VALUES (1, DEFAULT), (2, 3) RETURNING a, b

-- name: insert_of_a_union
INSERT INTO loose (a, b) SELECT artist.artist_id, 1 FROM artist UNION ALL SELECT artist.label_id, 2 FROM artist
RETURNING a, b

-- name: update_of_a_row_of_values
UPDATE loose SET (a, b) = (1, e::integer) WHERE e > 0 RETURNING a, b, e

-- name: update_of_the_parent
UPDATE asset SET note = 'changed' RETURNING asset_id, kind, note

-- name: update_with_a_condition_on_the_new_column
UPDATE loose SET a = b, b = a WHERE a > 0 AND b > 0 RETURNING a, b

-- name: insert_into_a_table_with_a_rule
INSERT INTO ruled (ruled_id, amount, note) VALUES (1, 2, 'x') RETURNING amount, note

-- name: update_of_a_table_with_a_rule
UPDATE ruled SET amount = 5 WHERE ruled.note IS NOT NULL RETURNING amount, note

-- name: delete_from_a_table_with_a_rule
DELETE FROM ruled WHERE lower(ruled.note) = 'x' RETURNING amount, note, lower(note) AS lower_note

-- name: update_returning_case
UPDATE loose SET a = b, b = 5 RETURNING CASE WHEN b IS NOT NULL THEN a ELSE 1 END AS given

-- name: update_returning_old_in_case
-- since: 18
UPDATE loose SET a = 5 RETURNING CASE WHEN a IS NOT NULL THEN old.a ELSE 1 END AS before

-- name: condition_on_the_rows_of_an_update
WITH changed AS (UPDATE loose SET a = b, b = 5 RETURNING a, b)
SELECT changed.a FROM changed WHERE changed.b IS NOT NULL

-- name: condition_on_the_old_rows_of_an_update
-- since: 18
WITH changed AS (UPDATE loose SET a = 5 RETURNING old.a AS before, a)
SELECT changed.before FROM changed WHERE changed.a IS NOT NULL

-- name: insert_of_several_sets_of_rows
INSERT INTO loose (a, b) VALUES (generate_series(1, 1), generate_series(1, 2)) RETURNING a, b
