"""Statements that answer one row, or at most one, whatever is in the tables of ``row_cases``."""

from __future__ import annotations

from typing import Final

from tests.check.row_cases import Case

ID: Final = ("id: integer",)
TEXT: Final = ("x: text",)

AT_MOST_ONE: Final = {
    "a primary key": Case("SELECT s.title FROM songs AS s WHERE s.id = :id ORDER BY s.title", ID),
    "a key on the right": Case("SELECT s.title FROM songs AS s WHERE :id = s.id ORDER BY s.title", ID),
    "a key compared with a bigint": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = :x ORDER BY s.id", ("x: bigint",)
    ),
    "a key cast to bigint": Case(
        "SELECT s.id FROM songs AS s WHERE s.id::bigint = :x ORDER BY s.id", ("x: bigint",)
    ),
    "a key compared with a constant": Case("SELECT s.id FROM songs AS s WHERE s.id = 1 ORDER BY s.id"),
    "a key in an array of one": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = ANY(ARRAY[:id]) ORDER BY s.id", ID
    ),
    "a nullable unique column": Case("SELECT a.id FROM artists AS a WHERE a.mail = :x ORDER BY a.id", TEXT),
    "an expression index": Case(
        "SELECT a.id FROM artists AS a WHERE lower(a.name) = lower(:x) ORDER BY a.id", TEXT
    ),
    "a whole composite key": Case(
        "SELECT s.id FROM songs AS s WHERE s.artist_id = :id AND s.title = :x ORDER BY s.id", (*ID, *TEXT)
    ),
    "a composite key as a row": Case(
        "SELECT s.id FROM songs AS s WHERE (s.artist_id, s.title) = (:id, :x) ORDER BY s.id", (*ID, *TEXT)
    ),
    "a partial key with its predicate": Case(
        "SELECT s.id FROM songs AS s WHERE s.title = :x AND s.state = 'out' ORDER BY s.id", TEXT
    ),
    "a partial key whose predicate = implies": Case(
        "SELECT s.id FROM songs AS s WHERE s.isrc = :x ORDER BY s.id", TEXT
    ),
    "nulls not distinct and IS NULL": Case(
        "SELECT a.id FROM artists AS a WHERE a.home IS NULL ORDER BY a.id"
    ),
    "nulls not distinct and IS NOT DISTINCT FROM": Case(
        "SELECT a.id FROM artists AS a WHERE a.home IS NOT DISTINCT FROM :x ORDER BY a.id",
        ("x: text or null",),
    ),
    "IS NOT DISTINCT FROM of a NOT NULL key": Case(
        "SELECT s.id FROM songs AS s WHERE s.id IS NOT DISTINCT FROM :id ORDER BY s.id", ID
    ),
    "a loose collation of the index itself": Case(
        "SELECT a.id FROM artists AS a WHERE a.nick = :x ORDER BY a.id", TEXT
    ),
    "a join to a key": Case(
        "SELECT s.id FROM songs AS s JOIN artists AS a ON a.id = s.artist_id WHERE s.id = :id ORDER BY s.id",
        ID,
    ),
    "a join that binds backwards": Case(
        "SELECT s.id FROM plays AS p JOIN songs AS s ON s.id = p.song_id"
        " WHERE p.song_id = :id AND p.number = 1 ORDER BY s.id",
        ID,
    ),
    "equality that is passed on": Case(
        "SELECT s.id FROM plays AS p, songs AS s WHERE p.number = 1 AND s.id = p.song_id"
        " AND s.id = :id ORDER BY s.id",
        ID,
    ),
    "a join with USING": Case(
        "SELECT s.id FROM songs AS s JOIN guarded AS g USING (id) WHERE id = :id ORDER BY s.id", ID
    ),
    "a left join to a key": Case(
        "SELECT s.id, a.name FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id WHERE s.id = :id"
        " ORDER BY s.id",
        ID,
    ),
    "a right join to a key": Case(
        "SELECT s.id, a.name FROM artists AS a RIGHT JOIN songs AS s ON a.id = s.artist_id WHERE s.id = :id"
        " ORDER BY s.id",
        ID,
    ),
    "a left join that WHERE makes an inner one": Case(
        "SELECT s.id FROM artists AS a LEFT JOIN songs AS s ON s.artist_id = a.id"
        " WHERE s.id = :id ORDER BY s.id",
        ID,
    ),
    "left joins one after the other": Case(
        "SELECT p.heard FROM songs AS s LEFT JOIN (artists AS a LEFT JOIN plays AS p ON p.song_id = a.id"
        " AND p.number = 1) ON a.id = s.artist_id WHERE s.id = :id ORDER BY p.heard",
        ID,
    ),
    "a full join that WHERE makes an inner one": Case(
        "SELECT s.id FROM songs AS s FULL JOIN artists AS a ON a.id = s.artist_id WHERE s.id = :id"
        " AND a.id = 1"
        " ORDER BY s.id",
        ID,
    ),
    "LIMIT 1": Case("SELECT s.id FROM songs AS s ORDER BY s.id LIMIT 1"),
    "FETCH FIRST ROW": Case("SELECT s.id FROM songs AS s ORDER BY s.id FETCH FIRST ROW ONLY"),
    "a subquery with LIMIT 1": Case(
        "SELECT l.a FROM (SELECT s.id FROM songs AS s ORDER BY s.year LIMIT 1) AS f"
        " JOIN guarded AS l ON l.id = f.id ORDER BY l.a"
    ),
    "a lateral subquery with LIMIT 1": Case(
        "SELECT p.heard FROM songs AS s CROSS JOIN LATERAL (SELECT p.heard FROM plays AS p"
        " WHERE p.song_id = s.id ORDER BY p.number LIMIT 1) AS p WHERE s.id = :id ORDER BY p.heard",
        ID,
    ),
    "a grouped subquery joined by its group": Case(
        "SELECT s.id, c.plays FROM songs AS s JOIN (SELECT p.song_id, count(*) AS plays FROM plays AS p"
        " GROUP BY p.song_id) AS c ON c.song_id = s.id WHERE s.id = :id ORDER BY s.id",
        ID,
    ),
    "a CTE": Case(
        "WITH f AS (SELECT s.id, s.title FROM songs AS s) SELECT f.title FROM f WHERE f.id = :id ORDER BY 1",
        ID,
    ),
    "a CTE that writes": Case(
        "WITH w AS (UPDATE songs SET year = 1 WHERE songs.id = :id RETURNING songs.id) SELECT w.id"
        " FROM w ORDER BY w.id",
        ID,
    ),
    "a CTE that inserts many, joined by key": Case(
        "WITH w AS (INSERT INTO plays SELECT s.id, 9 FROM songs AS s RETURNING plays.song_id, plays.number)"
        " SELECT w.number FROM w WHERE w.song_id = :id AND w.number = 9 ORDER BY w.number",
        ID,
    ),
    "a view": Case("SELECT c.name FROM credited AS c WHERE c.id = :id ORDER BY c.name", ID),
    "a materialized view": Case("SELECT y.songs FROM years AS y WHERE y.state = :x ORDER BY y.songs", TEXT),
    "a partitioned table": Case(
        "SELECT p.id FROM parts AS p WHERE p.id = :id AND p.at = 3 ORDER BY p.id", ID
    ),
    "ONLY a parent": Case("SELECT p.a FROM ONLY parents AS p WHERE p.id = :id ORDER BY p.a", ID),
    "an aggregate with HAVING": Case("SELECT count(*) AS n FROM songs AS s HAVING count(*) > 1 ORDER BY n"),
    "GROUP BY of what is bound": Case(
        "SELECT s.state, count(*) AS n FROM songs AS s WHERE s.state = :x GROUP BY s.state ORDER BY n", TEXT
    ),
    "GROUP BY a constant": Case("SELECT count(*) AS n FROM songs AS s GROUP BY 1 + 1 ORDER BY n"),
    "DISTINCT of what is bound": Case(
        "SELECT DISTINCT s.state FROM songs AS s WHERE s.state = :x ORDER BY s.state", TEXT
    ),
    "DISTINCT ON what is bound": Case(
        "SELECT DISTINCT ON (s.state) s.id FROM songs AS s WHERE s.state = :x ORDER BY s.state, s.id", TEXT
    ),
    "EXCEPT of at most one": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = :id EXCEPT SELECT a.id FROM artists AS a ORDER BY id", ID
    ),
    "INTERSECT with at most one": Case(
        "SELECT s.id FROM songs AS s INTERSECT SELECT a.id FROM artists AS a WHERE a.id = :id ORDER BY id", ID
    ),
    "UPDATE by key": Case("UPDATE songs SET year = 1 WHERE songs.id = :id RETURNING songs.title", ID),
    "UPDATE by key from many rows": Case(
        "UPDATE songs SET year = p.number FROM plays AS p WHERE songs.id = :id AND p.song_id = songs.id"
        " RETURNING songs.title",
        ID,
    ),
    "DELETE by key": Case("DELETE FROM songs WHERE songs.id = :id RETURNING songs.title", ID),
    "INSERT ON CONFLICT DO NOTHING": Case(
        "INSERT INTO songs (id, title, state) VALUES (:id, 'a', 'b') ON CONFLICT DO NOTHING"
        " RETURNING songs.id",
        ID,
    ),
    "INSERT ON CONFLICT DO UPDATE WHERE": Case(
        "INSERT INTO songs (id, title, state) VALUES (:id, 'a', 'b') ON CONFLICT (id) DO UPDATE SET year = 2"
        " WHERE songs.year = 1 RETURNING songs.id",
        ID,
    ),
    "INSERT of one row that is read": Case(
        "INSERT INTO parts SELECT s.id, 1 FROM songs AS s WHERE s.id = :id RETURNING parts.id", ID
    ),
    "INSERT where a trigger may leave it out": Case(
        "INSERT INTO guarded VALUES (:id, 1) RETURNING guarded.id", ID
    ),
    "a key that equals one value of the database": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = (SELECT max(p.song_id) FROM plays AS p) ORDER BY s.id"
    ),
    "a stable function of a parameter": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = seldom(:id) ORDER BY s.id", ID
    ),
}

ONE: Final = {
    "an aggregate": Case("SELECT count(*) AS n FROM songs AS s ORDER BY n"),
    "no FROM": Case("SELECT 1 AS one ORDER BY one"),
    "a single row of VALUES": Case("SELECT v.a FROM (VALUES (1)) AS v (a) ORDER BY v.a"),
    "a function that answers one row": Case("SELECT f.f FROM seldom(:id) AS f (f) ORDER BY f.f", ID),
    "an aggregate with a left join": Case(
        "SELECT c.n, s.id FROM (SELECT count(*) AS n FROM plays AS p) AS c LEFT JOIN songs AS s"
        " ON s.id = c.n::integer"
        " ORDER BY s.id"
    ),
    "INSERT of one row": Case(
        "INSERT INTO songs (id, title, state) VALUES (:id, 'a', 'b') RETURNING songs.id", ID
    ),
    "INSERT ON CONFLICT DO UPDATE": Case(
        "INSERT INTO songs (id, title, state) VALUES (:id, 'a', 'b') ON CONFLICT (id) DO UPDATE SET year = 2"
        " RETURNING songs.id",
        ID,
    ),
    "INSERT of a SELECT without FROM": Case(
        "INSERT INTO songs (id, title, state) SELECT :id, 'a', 'b' RETURNING songs.id", ID
    ),
}
NEVER_A_ROW: Final = ["INSERT where a trigger may leave it out"]
