-- name: jsonb_operators
SELECT album.meta -> 'k' AS member, album.meta ->> 'k' AS text, album.meta #> '{k,l}' AS path,
    album.meta #>> '{k}' AS path_text,
    album.meta ? 'k' AS has, album.meta @> '{}' AS contains, album.meta || '{"x": 1}' AS joined,
    album.meta - 'k' AS less,
    album.meta ?| ARRAY['k'] AS has_any, album.extra -> 'k' AS nullable_member, album.meta #- '{k}' AS cut
FROM album

-- name: jsonb_path_operators
-- needs exists: value of an argument
SELECT album.meta @? '$.k' AS exists, album.meta @@ '$.k == "v"' AS matches,
    album.meta @@ '$.k' AS matches_no_boolean,
    jsonb_path_exists(album.meta, '$.k') AS path_exists, jsonb_path_query_first(album.meta, '$.k') AS first,
    jsonb_path_query_array(album.meta, '$.k') AS list, jsonb_path_match(album.meta, '$.k', silent => TRUE) AS matched,
    album.meta @? 'strict $.nothing' AS strict_exists
FROM album

-- name: jsonb_functions
SELECT jsonb_extract_path(album.meta, 'k') AS path, jsonb_extract_path_text(album.meta, 'k') AS path_text,
    jsonb_typeof(album.meta) AS kind,
    jsonb_typeof(album.meta -> 'k') AS member_kind, to_jsonb(album.title) AS json,
    to_jsonb(album.rating) AS nullable_json,
    jsonb_build_array(album.rating) AS list, jsonb_set(album.meta, '{k}', '1') AS changed,
    jsonb_set(album.meta, '{k}', NULL) AS lost,
    jsonb_strip_nulls(album.meta) AS stripped, row_to_json(album) AS row_json,
    jsonb_object('{a,1}') AS object, jsonb_pretty(album.meta) AS pretty, row_to_json(NULL::album) AS no_row,
    to_json(NULL::text) AS no_json, to_json(album.title) AS json_title
FROM album

-- name: jsonb_set_lax_with_null
-- needs kept: value of an argument
-- needs made_null: value of an argument
SELECT jsonb_set_lax(album.meta, '{k}', NULL) AS made_null,
    jsonb_set_lax(album.meta, '{k}', NULL, TRUE, 'return_target') AS kept
FROM album

-- name: jsonb_insert_member
SELECT jsonb_insert(album.meta, '{z}', '1') AS inserted FROM album

-- name: jsonb_subscript
SELECT album.meta['k'] AS member, album.meta['k']['l'] AS deep FROM album

-- name: jsonb_each_in_from
SELECT e.key, e.value, t.value AS text FROM album, LATERAL jsonb_each(album.meta) AS e,
    LATERAL jsonb_each_text(album.meta) AS t

-- name: jsonb_elements_in_from
SELECT e.value, t.value AS text, k.key
FROM jsonb_array_elements('[1, null, {"a": 1}]') AS e (value), jsonb_array_elements_text('[1, null]') AS t (value),
    jsonb_object_keys('{"a": null}') AS k (key)

-- name: jsonb_path_query_in_from
SELECT q.q, q.q ->> 'l' AS l FROM album, LATERAL jsonb_path_query(album.meta, '$.*') AS q (q)

-- name: jsonb_to_recordset_in_from
-- needs a: value of an argument
SELECT r.a, r.b FROM jsonb_to_recordset('[{"a": 1}, {"a": 2, "b": "x"}]') AS r (a integer, b text)

-- name: jsonb_populate_record
-- needs address: value of an argument
SELECT (jsonb_populate_record(NULL::address, album.meta)).street AS street,
    jsonb_populate_record(NULL::address, album.meta) AS address FROM album

-- name: json_value_and_query
-- since: 17
SELECT JSON_VALUE(album.meta, '$.k') AS value, JSON_QUERY(album.meta, '$.k') AS query,
    JSON_EXISTS(album.meta, '$.k') AS exists,
    JSON_VALUE(album.meta, '$.k' DEFAULT 'none' ON EMPTY DEFAULT 'bad' ON ERROR) AS filled,
    JSON_EXISTS(album.extra, '$.k') AS extra_exists,
    JSON_QUERY(album.meta, '$.k' EMPTY ARRAY ON EMPTY EMPTY ARRAY ON ERROR) AS query_filled,
    JSON_EXISTS(album.meta, 'strict $.k.l' UNKNOWN ON ERROR) AS unknown_on_error
FROM album WHERE album.meta ? 'k'

-- name: json_table
-- since: 17
SELECT album.title, j.n, j.k, j.found, j.filled
FROM album,
    JSON_TABLE(album.meta, '$' COLUMNS (
        n FOR ORDINALITY, k text PATH '$.k', found boolean EXISTS PATH '$.k',
    filled text PATH '$.k' DEFAULT 'x' ON EMPTY
    )) AS j

-- name: json_constructors
-- since: 16
SELECT JSON_OBJECT('k': album.rating) AS object, JSON_ARRAY(album.rating) AS list,
    JSON_ARRAY(SELECT album.title WHERE FALSE) AS from_query,
    album.meta IS JSON AS is_json, album.extra IS JSON OBJECT AS extra_is_json,
    album.extra::text IS JSON AS text_is_json
FROM album

-- name: json_aggregates
-- since: 16
SELECT JSON_ARRAYAGG(album.title) AS list, JSON_OBJECTAGG(album.title: album.number) AS object FROM album

-- name: json_table_with_nested_path
-- since: 17
SELECT album.number, j.n, j.m, j.v, j.found
FROM album,
    JSON_TABLE(album.meta, '$[*]' COLUMNS (
        n FOR ORDINALITY,
        NESTED PATH '$.k.l' COLUMNS (m FOR ORDINALITY, v text PATH '$', found boolean EXISTS PATH '$.x')
    )) AS j

-- name: json_table_on_the_null_side
-- since: 17
SELECT album.number, j.n, j.k
FROM album
LEFT JOIN JSON_TABLE(album.meta, '$.k' COLUMNS (n FOR ORDINALITY, k text PATH '$.l' DEFAULT 'x' ON EMPTY)) AS j ON TRUE

-- name: jsonb_array_elements
SELECT jsonb_array_element(album.meta, 0) AS first, jsonb_array_element_text(album.meta, 0) AS first_text,
    jsonb_object_field(album.meta, 'k') AS field, album.meta -> 0 AS by_number
FROM album
