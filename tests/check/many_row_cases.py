"""Statements that look as if they answered at most one row, and do not."""

from __future__ import annotations

from typing import Final

from tests.check.row_cases import Case

ID: Final = ("id: integer",)
TEXT: Final = ("x: text",)

MANY: Final = {
    "no condition": Case("SELECT s.id FROM songs AS s ORDER BY s.id"),
    "a part of a key": Case("SELECT s.id FROM songs AS s WHERE s.artist_id = :id ORDER BY s.id", ID),
    "a column that is only included": Case(
        "SELECT s.id FROM songs AS s WHERE s.year = :id ORDER BY s.id", ID
    ),
    "a comparison that is no equality": Case(
        "SELECT s.id FROM songs AS s WHERE s.id >= :id ORDER BY s.id", ID
    ),
    "one side of an OR": Case("SELECT s.id FROM songs AS s WHERE s.id = :id OR s.year = 1 ORDER BY s.id", ID),
    "NOT": Case("SELECT s.id FROM songs AS s WHERE NOT s.id = :id ORDER BY s.id", ID),
    "an array of several": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = ANY(:ids) ORDER BY s.id", ("ids: integer[]",)
    ),
    "an array of two": Case("SELECT s.id FROM songs AS s WHERE s.id = ANY(ARRAY[:id, 2]) ORDER BY s.id", ID),
    "IS NULL of a nullable unique column": Case(
        "SELECT a.id FROM artists AS a WHERE a.mail IS NULL ORDER BY a.id"
    ),
    "IS NOT DISTINCT FROM of a nullable unique column": Case(
        "SELECT a.id FROM artists AS a WHERE a.mail IS NOT DISTINCT FROM :x ORDER BY a.id",
        ("x: text or null",),
    ),
    "another expression than the index's": Case(
        "SELECT a.id FROM artists AS a WHERE upper(a.name) = upper(:x) ORDER BY a.id", TEXT
    ),
    "the column of an expression index": Case(
        "SELECT a.id FROM artists AS a WHERE a.name = :x ORDER BY a.id", TEXT
    ),
    "a partial key without its predicate": Case(
        "SELECT s.id FROM songs AS s WHERE s.title = :x ORDER BY s.id", TEXT
    ),
    "a partial key with another constant": Case(
        "SELECT s.id FROM songs AS s WHERE s.title = :x AND s.state = 'new' ORDER BY s.id", TEXT
    ),
    "a partial key with its predicate in an OR": Case(
        "SELECT s.id FROM songs AS s WHERE s.title = :x AND (s.state = 'out' OR s.year = 1) ORDER BY s.id",
        TEXT,
    ),
    "a partial key with the predicate on another table": Case(
        "SELECT s.id FROM songs AS s, songs AS t WHERE s.title = :x AND t.state = 'out'"
        " AND t.id = 1 ORDER BY s.id",
        TEXT,
    ),
    "a deferrable key": Case("SELECT w.note FROM waiting AS w WHERE w.place = :id ORDER BY w.note", ID),
    "a looser collation than the index's": Case(
        "SELECT a.id FROM artists AS a WHERE a.exact = :x COLLATE loose ORDER BY a.id", TEXT
    ),
    "a key after a cast that is not one to one": Case(
        "SELECT s.id FROM songs AS s WHERE s.id::smallint = :x ORDER BY s.id", ("x: smallint",)
    ),
    "a key that is computed with": Case(
        "SELECT s.id FROM songs AS s WHERE abs(s.id) = :id ORDER BY s.id", ID
    ),
    "a volatile function": Case("SELECT s.id FROM songs AS s WHERE s.id = any_id() ORDER BY s.id"),
    "a column of the row itself": Case("SELECT s.id FROM songs AS s WHERE s.id = s.year ORDER BY s.id"),
    "a join that binds nothing": Case(
        "SELECT s.id FROM songs AS s JOIN plays AS p ON p.song_id = s.id WHERE s.id = :id ORDER BY s.id", ID
    ),
    "two tables that bind each other": Case(
        "SELECT s.id FROM songs AS s JOIN artists AS a ON a.id = s.id ORDER BY s.id"
    ),
    "a join by what is only equal loosely": Case(
        "SELECT a.id FROM artists AS b JOIN artists AS a ON a.exact = lower(b.nick)"
        " WHERE b.nick = a.exact ORDER BY a.id"
    ),
    "a left join whose left side is open": Case(
        "SELECT s.id FROM songs AS s LEFT JOIN artists AS a ON a.id = :id AND s.id = 1 ORDER BY s.id", ID
    ),
    "a left join to what is bound in ON only": Case(
        "SELECT s.id FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id"
        " AND s.id = :id ORDER BY s.id",
        ID,
    ),
    "a full join of two single rows": Case(
        "SELECT s.id, a.id AS a FROM (SELECT s.id FROM songs AS s WHERE s.id = :id) AS s"
        " FULL JOIN (SELECT a.id FROM artists AS a WHERE a.id = 2) AS a ON a.id = s.id ORDER BY s.id",
        ID,
    ),
    "a full join of two rows of VALUES": Case(
        "SELECT v.a, w.a AS b FROM (VALUES (1)) AS v (a) FULL JOIN (VALUES (2)) AS w (a)"
        " ON v.a = w.a ORDER BY v.a"
    ),
    "a full join bound on one side": Case(
        "SELECT s.id FROM songs AS s FULL JOIN artists AS a ON a.id = s.id AND s.id = :id ORDER BY s.id", ID
    ),
    "IS NULL of what an outer join fills": Case(
        "SELECT s.id FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id"
        " WHERE a.id IS NULL ORDER BY s.id"
    ),
    "the nulls of one row and of none": Case(
        "SELECT s.id FROM songs AS s LEFT JOIN artists AS a ON a.id = s.id"
        " WHERE a.home IS NULL AND s.id = coalesce(a.id, 3) ORDER BY s.id"
    ),
    "an inheritance parent": Case("SELECT p.a FROM parents AS p WHERE p.id = :id ORDER BY p.a", ID),
    "a part of a partitioned table's key": Case(
        "SELECT p.id FROM parts AS p WHERE p.id = :id ORDER BY p.id", ID
    ),
    "LIMIT 2": Case("SELECT s.id FROM songs AS s ORDER BY s.id LIMIT 2"),
    "LIMIT of a parameter": Case("SELECT s.id FROM songs AS s ORDER BY s.id LIMIT :n", ("n: bigint",)),
    "FETCH FIRST ROW WITH TIES": Case(
        "SELECT s.id FROM songs AS s ORDER BY s.year FETCH FIRST ROW WITH TIES"
    ),
    "LIMIT 1 in a branch": Case(
        "SELECT a.id FROM artists AS a UNION ALL (SELECT s.id FROM songs AS s"
        " ORDER BY s.id LIMIT 1) ORDER BY id"
    ),
    "a lateral subquery for each row": Case(
        "SELECT p.heard FROM songs AS s CROSS JOIN LATERAL (SELECT p.heard FROM plays AS p"
        " WHERE p.song_id = s.id ORDER BY p.number LIMIT 1) AS p ORDER BY p.heard"
    ),
    "a view that multiplies": Case("SELECT t.id FROM twice AS t WHERE t.id = :id ORDER BY t.id", ID),
    "a set-returning function": Case("SELECT g.g FROM generate_series(1, :id) AS g (g) ORDER BY g.g", ID),
    "a set-returning function in the select list": Case(
        "SELECT generate_series(1, 2) AS n FROM songs AS s WHERE s.id = :id ORDER BY n", ID
    ),
    "two rows of VALUES": Case("SELECT v.a FROM (VALUES (1), (2)) AS v (a) ORDER BY v.a"),
    "GROUP BY of what is open": Case(
        "SELECT s.state, count(*) AS n FROM songs AS s GROUP BY s.state ORDER BY n"
    ),
    "GROUP BY where only something else is bound": Case(
        "SELECT s.state, count(*) AS n FROM songs AS s WHERE s.year = 1 GROUP BY s.state ORDER BY n"
    ),
    "GROUP BY what is loosely bound": Case(
        "SELECT a.exact, count(*) AS n FROM artists AS a"
        " WHERE a.exact = :x COLLATE loose GROUP BY a.exact ORDER BY n",
        TEXT,
    ),
    "GROUPING SETS": Case(
        "SELECT s.state, count(*) AS n FROM songs AS s"
        " WHERE s.state = :x GROUP BY GROUPING SETS ((), (s.state))"
        " ORDER BY n",
        TEXT,
    ),
    "DISTINCT of what is open": Case("SELECT DISTINCT s.state FROM songs AS s ORDER BY s.state"),
    "DISTINCT of volatile values": Case(
        "SELECT DISTINCT random() AS r, s.state FROM songs AS s WHERE s.state = :x ORDER BY r", TEXT
    ),
    "UNION ALL of single rows": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = :id UNION ALL SELECT s.id FROM songs AS s"
        " WHERE s.id = :id ORDER BY id",
        ID,
    ),
    "UNION of single rows": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = :id UNION SELECT a.id FROM artists AS a"
        " WHERE a.id = 2 ORDER BY id",
        ID,
    ),
    "a recursive CTE": Case(
        "WITH RECURSIVE r AS (SELECT s.id FROM songs AS s WHERE s.id = :id UNION SELECT p.number FROM r"
        " JOIN plays AS p ON p.song_id = r.id) SELECT r.id FROM r ORDER BY r.id",
        ID,
    ),
    "an alias in place of an open table": Case(
        "SELECT t.id FROM songs AS s, songs AS t WHERE s.id = :id ORDER BY t.id", ID
    ),
    "a table sampled": Case("SELECT s.id FROM songs AS s TABLESAMPLE system (50) ORDER BY s.id"),
    "a window function": Case("SELECT row_number() OVER (ORDER BY s.id) AS n FROM songs AS s ORDER BY n"),
    "a whole row that is equal": Case(
        "SELECT s.id FROM songs AS s WHERE s = ROW(1, 1, 'a', 'b', 'c', 1, 'd')::songs ORDER BY s.id"
    ),
    "UPDATE by part of a key": Case(
        "UPDATE songs SET year = 1 WHERE songs.artist_id = :id RETURNING songs.title", ID
    ),
    "UPDATE of many from one row": Case(
        "UPDATE songs SET year = 1 FROM artists AS a WHERE a.id = :id"
        " AND songs.artist_id = a.id RETURNING songs.title",
        ID,
    ),
    "UPDATE that a rule replaces": Case("UPDATE ruled SET a = 1 WHERE ruled.id = :id RETURNING ruled.a", ID),
    "UPDATE of an inheritance parent": Case(
        "UPDATE parents SET a = 1 WHERE parents.id = :id RETURNING parents.a", ID
    ),
    "a CTE that gives many rows one value": Case(
        "WITH w AS (UPDATE loose_ends SET a = 1 RETURNING loose_ends.a) SELECT w.a FROM w"
        " WHERE w.a = :id ORDER BY w.a",
        ID,
    ),
    "INSERT of two rows": Case("INSERT INTO loose_ends VALUES (1, 2), (1, 2) RETURNING loose_ends.a"),
    "INSERT of a set": Case(
        "INSERT INTO loose_ends VALUES (generate_series(1, 3), 2) RETURNING loose_ends.a"
    ),
    "INSERT of what is read": Case(
        "INSERT INTO loose_ends SELECT s.id, 1 FROM songs AS s RETURNING loose_ends.a"
    ),
    "a correlated value": Case(
        "SELECT s.id FROM songs AS s WHERE s.id = (SELECT max(p.song_id) FROM plays AS p"
        " WHERE p.song_id = s.id)"
        " ORDER BY s.id"
    ),
}
# RETURNING of MERGE is of PostgreSQL 17.
MERGES: Final = {
    "one row of the source, by key": (
        "at most one",
        "MERGE INTO songs AS t USING (VALUES (:id)) AS s (id)"
        " ON t.id = s.id WHEN MATCHED THEN UPDATE SET year = 1"
        " WHEN NOT MATCHED THEN INSERT (id, title, state) VALUES (s.id, 'a', 'b') RETURNING t.id",
    ),
    "one row of the source, by no key": (
        "many",
        "MERGE INTO songs AS t USING (VALUES (:id)) AS s (id) ON t.artist_id = s.id"
        " WHEN MATCHED THEN UPDATE SET year = 1 RETURNING t.id",
    ),
    "many rows of the source": (
        "many",
        "MERGE INTO songs AS t USING artists AS s ON t.id = s.id"
        " AND :id = 1 WHEN MATCHED THEN UPDATE SET year = 1"
        " RETURNING t.id",
    ),
    "rows that the source does not match": (
        "many",
        "MERGE INTO songs AS t USING (VALUES (:id)) AS s (id) ON t.id = s.id"
        " WHEN NOT MATCHED BY SOURCE THEN UPDATE SET year = 1 RETURNING t.id",
    ),
}
# True of these letters and numbers, not of all.
ONE_BY_CHANCE: Final = {
    "another expression than the index's", "the column of an expression index", "a partial key with"
    " another constant",
    "a looser collation than the index's", "a key after a cast that is not one to"
    " one", "a key that is computed with",
    "a join by what is only equal loosely", "GROUP BY what is loosely bound", "a whole row that is equal",
}  # fmt: skip
