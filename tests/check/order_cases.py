"""Statements whose order is total, and statements whose order leaves something open."""

from __future__ import annotations

from typing import Final

from tests.check.row_cases import Case

ID: Final = ("id: integer",)

TOTAL: Final = {
    "a primary key": Case("SELECT s.title FROM songs AS s ORDER BY s.id"),
    "a primary key after something else": Case(
        "SELECT s.id FROM songs AS s ORDER BY s.year DESC NULLS LAST, s.id DESC"
    ),
    "a key and more": Case("SELECT s.id FROM songs AS s ORDER BY s.id, s.year"),
    "a key cast to text or bigint": Case("SELECT s.id::bigint AS id, s.title FROM songs AS s ORDER BY id"),
    "a unique column that a condition proves not null": Case(
        "SELECT a.id FROM artists AS a WHERE a.mail IS NOT NULL ORDER BY a.mail"
    ),
    "a unique column with nulls not distinct": Case("SELECT a.id FROM artists AS a ORDER BY a.home"),
    "a key under another collation": Case(
        'SELECT a.id FROM artists AS a WHERE a.exact IS NOT NULL ORDER BY a.exact COLLATE "C"'
    ),
    "an expression index": Case("SELECT a.id FROM artists AS a ORDER BY lower(a.name)"),
    "a partial key with its predicate": Case(
        "SELECT s.id FROM songs AS s WHERE s.state = 'out' ORDER BY s.title"
    ),
    "a key whose other part is bound": Case(
        "SELECT p.heard FROM plays AS p WHERE p.song_id = :id ORDER BY p.number", ID
    ),
    "a whole composite key": Case("SELECT p.heard FROM plays AS p ORDER BY p.number, p.song_id"),
    "a join to a key": Case(
        "SELECT s.title, a.name FROM songs AS s JOIN artists AS a ON a.id = s.artist_id ORDER BY s.id"
    ),
    "a join sorted by the foreign key's own side": Case(
        "SELECT p.heard, s.title FROM plays AS p JOIN songs AS s ON s.id = p.song_id ORDER BY s.id, p.number"
    ),
    "a left join to a key": Case(
        "SELECT s.title, a.name FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id ORDER BY s.id"
    ),
    "a left join to many, sorted by both": Case(
        "SELECT s.title, p.heard FROM songs AS s LEFT JOIN plays AS p ON p.song_id = s.id"
        " ORDER BY s.id, p.number"
    ),
    "a full join, sorted by both": Case(
        "SELECT s.title, a.name FROM songs AS s FULL JOIN artists AS a ON a.id = s.artist_id"
        " ORDER BY s.id, a.id"
    ),
    "keys of two tables that nothing joins": Case(
        "SELECT s.title, a.name FROM songs AS s CROSS JOIN artists AS a ORDER BY s.id, a.id"
    ),
    "GROUP BY columns": Case(
        "SELECT s.state, s.year, count(*) AS n FROM songs AS s GROUP BY s.state, s.year ORDER BY 2, 1"
    ),
    "DISTINCT columns": Case("SELECT DISTINCT s.state, s.year FROM songs AS s ORDER BY s.year, s.state"),
    "DISTINCT of a set-returning function": Case(
        "SELECT DISTINCT generate_series(1, s.year) AS n FROM songs AS s ORDER BY n"
    ),
    "DISTINCT ON": Case("SELECT DISTINCT ON (s.state) s.state, s.id FROM songs AS s ORDER BY s.state, s.id"),
    "all columns of a UNION": Case(
        "SELECT s.id, s.title AS t FROM songs AS s UNION SELECT a.id, a.name FROM artists AS a ORDER BY t, id"
    ),
    "UNION ALL with a constant for each branch": Case(
        "SELECT 'song' AS kind, s.id FROM songs AS s UNION ALL SELECT 'artist', a.id"
        " FROM artists AS a ORDER BY kind, id"
    ),
    "ordinality": Case(
        "SELECT u.x FROM unnest(:ids::integer[]) WITH ORDINALITY AS u (x, n) ORDER BY u.n",
        ("ids: integer[]",),
    ),
    "ordinality joined to a key": Case(
        "SELECT s.title FROM unnest(:ids::integer[]) WITH ORDINALITY AS u (x, n) JOIN songs AS s"
        " ON s.id = u.x"
        " ORDER BY u.n",
        ("ids: integer[]",),
    ),
    "lateral ordinality after its row's key": Case(
        "SELECT s.id, u.x FROM songs AS s CROSS"
        " JOIN LATERAL unnest(ARRAY[s.title, s.state]) WITH ORDINALITY AS u (x, n)"
        " ORDER BY s.id, u.n"
    ),
    "the constants of VALUES": Case("SELECT v.b FROM (VALUES (1, 'x'), (2, 'x')) AS v (a, b) ORDER BY v.a"),
    "a subquery's key": Case("SELECT f.title FROM (SELECT s.id, s.title FROM songs AS s) AS f ORDER BY f.id"),
    "a CTE's groups": Case(
        "WITH c AS (SELECT p.song_id, count(*) AS n FROM plays AS p GROUP BY p.song_id) SELECT c.n"
        " FROM c ORDER BY c.song_id"
    ),
    "what a CTE wrote": Case(
        "WITH w AS (DELETE FROM plays WHERE plays.song_id = :id"
        " RETURNING plays.song_id, plays.number, plays.heard)"
        " SELECT w.heard FROM w ORDER BY w.number",
        ID,
    ),
    "a view's key": Case("SELECT c.name FROM credited AS c ORDER BY c.id"),
    "a materialized view whose key is of groups": Case("SELECT y.songs FROM years AS y ORDER BY y.state"),
    "a recursive CTE": Case(
        "WITH RECURSIVE r AS (SELECT s.id FROM songs AS s UNION SELECT p.number FROM r JOIN plays AS p"
        " ON p.song_id = r.id) SELECT r.id FROM r ORDER BY r.id"
    ),
    "a partitioned table's key": Case("SELECT p.id FROM parts AS p ORDER BY p.id, p.at"),
    "at most one row": Case("SELECT s.id FROM songs AS s WHERE s.id = :id ORDER BY s.state", ID),
}

OPEN: Final = {
    "a column that is not unique": (
        "songs_pkey lacks s.id",
        Case("SELECT s.id FROM songs AS s ORDER BY s.year"),
    ),
    "a nullable unique column": (
        "artists_pkey lacks a.id",
        Case("SELECT a.id FROM artists AS a ORDER BY a.mail"),
    ),
    "a partial key": ("songs_pkey lacks s.id", Case("SELECT s.id FROM songs AS s ORDER BY s.title")),
    "a part of a key": (
        "plays_pkey lacks p.number",
        Case("SELECT p.heard FROM plays AS p ORDER BY p.song_id"),
    ),
    "a composite key with a nullable part": (
        "songs_artist_title lacks s.artist_id",
        Case("SELECT s.id, s.title FROM songs AS s ORDER BY s.artist_id, s.title"),
    ),
    "a deferrable key": ("w has no unique key", Case("SELECT w.note FROM waiting AS w ORDER BY w.place")),
    "a key under a looser collation": (
        "artists_pkey lacks a.id",
        Case("SELECT a.id FROM artists AS a WHERE a.exact IS NOT NULL ORDER BY a.exact COLLATE loose"),
    ),
    "an expression of a key": (
        "songs_pkey lacks s.id",
        Case("SELECT s.id FROM songs AS s ORDER BY s.id % 2"),
    ),
    "a parameter that is added to nothing": (
        "songs_pkey lacks s.id",
        Case("SELECT s.id FROM songs AS s ORDER BY s.id * :id", ID),
    ),
    "one side of a join to many": (
        "plays_pkey lacks p.number",
        Case("SELECT s.title, p.heard FROM songs AS s JOIN plays AS p ON p.song_id = s.id ORDER BY s.id"),
    ),
    "one side of a left join to many": (
        "plays_pkey lacks p.number",
        Case(
            "SELECT s.title, p.heard FROM songs AS s LEFT JOIN plays AS p ON p.song_id = s.id ORDER BY s.id"
        ),
    ),
    "the far side of a left join": (
        "songs_pkey lacks s.id",
        Case(
            "SELECT s.title, a.name FROM songs AS s LEFT JOIN artists AS a"
            " ON a.id = s.artist_id ORDER BY a.id"
        ),
    ),
    "one side of a full join": (
        "artists_pkey lacks a.id",
        Case(
            "SELECT s.title, a.name FROM songs AS s FULL JOIN artists AS a"
            " ON a.id = s.artist_id ORDER BY s.id"
        ),
    ),
    "a nullable key of a null side": (
        "may have",
        Case(
            "SELECT s.id, v.a FROM songs AS s RIGHT JOIN (VALUES (1), (2)) AS v (a) ON s.id = v.a"
            " AND s.year = 1 ORDER BY s.id"
        ),
    ),
    "ordinality of a lateral function alone": (
        "songs_pkey lacks s.id",
        Case(
            "SELECT s.id, u.x FROM songs AS s CROSS"
            " JOIN LATERAL unnest(ARRAY[s.title]) WITH ORDINALITY AS u (x, n) ORDER BY u.n"
        ),
    ),
    "ordinality of a lateral function that its own row follows from": (
        "songs_pkey lacks s.id",
        Case(
            "SELECT s.id FROM songs AS s"
            " CROSS JOIN LATERAL unnest(ARRAY[s.id, s.year]) WITH ORDINALITY AS u (x, n)"
            " WHERE s.id = u.x ORDER BY u.n"
        ),
    ),
    "elements without their ordinality": (
        "u may have several rows",
        Case(
            "SELECT u.x FROM unnest(:ids::integer[]) WITH ORDINALITY AS u (x, n) ORDER BY u.x",
            ("ids: integer[]",),
        ),
    ),
    "some of the GROUP BY columns": (
        "GROUP BY answers a row for each s.year",
        Case("SELECT s.state, count(*) AS n FROM songs AS s GROUP BY s.state, s.year ORDER BY s.state, n"),
    ),
    "some of the DISTINCT columns": (
        "songs_pkey lacks s.id",
        Case("SELECT DISTINCT s.state, s.year FROM songs AS s ORDER BY s.year"),
    ),
    "DISTINCT of two volatile values": (
        "songs_pkey lacks s.id",
        Case("SELECT DISTINCT any_id() AS a, any_id() AS b FROM songs AS s ORDER BY a"),
    ),
    "some columns of a UNION": (
        "UNION answers the rows of all its branches",
        Case(
            "SELECT s.id, s.title AS t FROM songs AS s UNION SELECT a.id, a.name"
            " FROM artists AS a ORDER BY id"
        ),
    ),
    "UNION ALL of keys": (
        "UNION answers the rows of all its branches",
        Case("SELECT s.id FROM songs AS s UNION ALL SELECT a.id FROM artists AS a ORDER BY id"),
    ),
    "UNION ALL with one constant twice": (
        "UNION answers the rows of all its branches",
        Case(
            "SELECT 'x' AS kind, s.id FROM songs AS s UNION ALL SELECT 'x', a.id"
            " FROM artists AS a ORDER BY kind, id"
        ),
    ),
    "UNION ALL with constants and half a key": (
        "songs_pkey lacks s.id",
        Case(
            "SELECT 'a' AS kind, s.year FROM songs AS s UNION ALL SELECT 'b', a.id"
            " FROM artists AS a ORDER BY kind, year"
        ),
    ),
    "equal constants of VALUES": (
        "may have several rows",
        Case("SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, 'x')) AS v (a, b) ORDER BY v.b"),
    ),
    "numbers of VALUES with a scale": (
        "may have several rows",
        Case("SELECT v.a, v.b FROM (VALUES (1.0, 'x'), (1.00, 'y')) AS v (a, b) ORDER BY v.a"),
    ),
    "a view that multiplies": ("may have several rows", Case("SELECT t.t FROM twice AS t ORDER BY t.id")),
    "an inheritance parent": ("p has no unique key", Case("SELECT p.a FROM parents AS p ORDER BY p.id")),
    "a recursive CTE with UNION ALL": (
        "r may have several rows",
        Case(
            "WITH RECURSIVE r AS (SELECT s.id FROM songs AS s UNION ALL SELECT p.number FROM r"
            " JOIN plays AS p"
            " ON p.song_id = r.id + 10) SELECT r.id FROM r ORDER BY r.id"
        ),
    ),
    "a column that a CTE changed to one value": (
        "no unique key of plays is bound",
        Case(
            "WITH w AS (UPDATE plays SET heard = 'x' WHERE plays.heard = 'y'"
            " RETURNING plays.heard, plays.song_id)"
            " SELECT w.song_id FROM w ORDER BY w.heard"
        ),
    ),
    "a column that a CTE changed after its WHERE compared it": (
        "no unique key of songs is bound",
        Case(
            "WITH w AS (UPDATE songs SET year = 1 WHERE songs.year = songs.id"
            " RETURNING songs.year, songs.title)"
            " SELECT w.title FROM w ORDER BY w.year"
        ),
    ),
    "a random order": ("songs_pkey lacks s.id", Case("SELECT s.id FROM songs AS s ORDER BY random()")),
    "a constant": ("songs_pkey lacks s.id", Case("SELECT s.id FROM songs AS s ORDER BY 1 + 1")),
}
