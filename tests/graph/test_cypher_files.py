"""A wrong Cypher file is refused at load: path, line and column, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError
from tracktion_db.graph import Cypher, cypher_folder

from .cypher_files import assert_refused, load_file, read, with_header

# A whole file with the mark ⟨ before the place that the error must name, and words of the message.
BAD_HEADERS = {
    "empty file": ("⟨", "the file is empty", "write a header and one statement"),
    "no header": ("⟨MATCH (n) RETURN n.uid AS uid", "the header has no :returns:", "write // :returns:"),
    "no purpose": (
        "⟨// :returns: nothing\nMATCH (n) DELETE n",
        "the header has no purpose",
        "begin with a sentence",
    ),
    "no statement": ("⟨" + with_header(""), "no statement below the header", "write one statement"),
    "no statement but a semicolon": ("⟨" + with_header(";"), "no statement below the header", ""),
    "unknown directive": (
        "// Do it.\n// ⟨:retuns: nothing\nMATCH (n) DELETE n",
        "unknown directive :retuns:",
        "write :returns: and one",
    ),
    "directive of SQL files": (
        "// Do it.\n// ⟨:plan: custom  why\n// :returns: nothing\nMATCH (n) DELETE n",
        "unknown directive :plan:",
        "a header knows :param, :returns:, :access: and :waive",
    ),
    "shape of SQL files": (
        with_header("MATCH (n) DELETE n", returns="⟨page graph.Row"),
        "unknown shape",
        "write one | at most one | many",
    ),
    "rows of what": (
        read("MATCH (n) RETURN n.uid AS uid ORDER BY uid", returns="⟨many"),
        "many of what?",
        "write many domain.Record",
    ),
    "no record": (
        read("MATCH (n) RETURN n.uid AS uid ORDER BY uid", returns="many ⟨rows"),
        "not a record",
        "write many domain.Record",
    ),
    "records of nothing": (
        with_header("MATCH (n) DELETE n", returns="nothing ⟨graph.Row"),
        "nothing answers no rows",
        "write nothing",
    ),
    "second returns": (
        "// Do it.\n// :returns: nothing\n// ⟨:returns: nothing\nMATCH (n) DELETE n",
        "a second :returns:",
        "keep one",
    ),
    "unknown access": (
        with_header("MATCH (n) DELETE n", access="⟨write"),
        "unknown access",
        "write :access: read",
    ),
    "text between directives": (
        "// Do it.\n// :returns: nothing\n// ⟨and more\nMATCH (n) DELETE n",
        "text between the directives",
        "move it above them",
    ),
    "untyped parameter": (
        with_header("MERGE (:A {uid: $a})", "⟨a"),
        "parameter a has no type",
        "write :param name: type  meaning",
    ),
    "unknown type": (
        with_header("MERGE (:A {uid: $a})", "a: ⟨strng"),
        "unknown type strng",
        "write string",
    ),
    "type of the other database": (
        with_header("MERGE (:A {uid: $a})", "a: ⟨text[] or null"),
        "unknown type text[]",
        "write string[]",
    ),
    "type like none": (
        with_header("MERGE (:A {uid: $a})", "a: ⟨geometry"),
        "unknown type geometry",
        "write one of boolean, datetime, float, integer, map, string (with [] for a list)",
    ),
    "duplicate parameter": (
        with_header("MERGE (:A {uid: $a})", "a: string", "⟨a: string"),
        "a second parameter a",
        "declare each parameter once",
    ),
    "keyword as parameter": (
        with_header("MERGE (:A {uid: $from})", "⟨from: string"),
        "from is a keyword of Python",
        "another name",
    ),
    "unused parameter": (
        with_header("MERGE (:A {uid: $a})", "a: string", "⟨b: string"),
        "parameter b is never used",
        "use $b",
    ),
    "parameter only in a comment": (
        with_header("MATCH (n) DELETE n // $a", "⟨a: string"),
        "parameter a is never used",
        "",
    ),
}
UNBOUNDED = "a path without an upper bound"
BAD_STATEMENTS = {
    "unknown parameter": (
        with_header("MERGE (:A {uid: ⟨$titel})", "title: string"),
        "unknown parameter $titel",
        "write $title",
    ),
    "undeclared parameter": (
        with_header("MERGE (:A {uid: ⟨$x})"),
        "unknown parameter $x",
        "declare it in the header: // :param x: type  meaning",
    ),
    "dollar": (with_header("MERGE (:A {uid: ⟨$})"), "a $ without a parameter's name", "write $name"),
    "dynamic label": (
        with_header("CREATE (:⟨$($label))", "label: string"),
        "a dynamic label",
        "one statement",
    ),
    "second statement": (
        with_header("MATCH (n) DELETE n;\n⟨MATCH (m) DELETE m"),
        "a second statement",
        "one statement per file",
    ),
    "open string": (with_header("MERGE (:A {uid: ⟨'a})"), "a string that does not end", "close it with '"),
    "open string that escapes its end": (with_header(r"MERGE (:A {uid: ⟨'a\'})"), "a string that does", ""),
    "open quoted name": (with_header("MERGE (:⟨`A)"), "a quoted name that does not end", "close it with `"),
    "open comment": (
        with_header("MATCH (n) ⟨/* DELETE n"),
        "a comment that does not end",
        "close it with */",
    ),
    "planner prefix": (with_header("⟨CYPHER 5 MATCH (n) DELETE n"), "the prefix CYPHER", "remove it"),
    "explain": (with_header("⟨explain MATCH (n) DELETE n"), "the prefix EXPLAIN", "remove it"),
    "profile": (with_header("/* why */ ⟨PROFILE MATCH (n) DELETE n"), "the prefix PROFILE", "remove it"),
    "number of a node": (
        read("MATCH (n) WHERE ⟨id(n) = 1 RETURN n.uid AS uid ORDER BY uid"),
        "the server's own",
        "",
    ),
    "element number of a node": (
        read("MATCH (n) RETURN ⟨elementId (n) AS uid ORDER BY uid"),
        "the server's own number of a node",
        "find nodes by their uid",
    ),
    "commits in parts": (
        with_header("MATCH (n) CALL (n) { DELETE n } ⟨IN TRANSACTIONS OF 10 ROWS"),
        "a statement that commits in parts",
        "send batches from Python",
    ),
    "commits in parts at once": (
        with_header("MATCH (n) CALL (n) { DELETE n } ⟨in 2 concurrent transactions"),
        "a statement that commits in parts",
        "",
    ),
    "apoc": (with_header("CALL ⟨apoc.periodic.commit('x')"), "a procedure of APOC", "write Cypher"),
    "path search": (
        read("MATCH p = ⟨SHORTEST 1 (a)-->(b) RETURN length(p) AS n ORDER BY n"),
        "a path search that not every server has",
        "bounded length",
    ),
    "all shortest paths": (
        read("MATCH p = ⟨ALL SHORTEST (a)-->(b) RETURN 1 AS n ORDER BY n"),
        "a path search",
        "",
    ),
    "full-text index": (
        read("CALL ⟨db.index.fulltext.queryNodes('x', 'y') YIELD node RETURN node.uid AS uid ORDER BY uid"),
        "an index that not every server has",
        "search in the relational database",
    ),
    "text search": (
        read("MATCH (n) WHERE n.title ⟨CONTAINS 'x' RETURN n.uid AS uid ORDER BY uid"),
        "a search that no index",
        "STARTS WITH",
    ),
    "star": (read("MATCH (a)-[⟨*]->(b) RETURN b.uid AS uid ORDER BY uid"), UNBOUNDED, "[:TYPE*1..4]"),
    "star of a type": (read("MATCH (a)<-[r:T|U⟨*]-(b) RETURN b.uid AS uid ORDER BY uid"), UNBOUNDED, ""),
    "star from": (read("MATCH (a)-[:T⟨*2..]->(b) RETURN b.uid AS uid ORDER BY uid"), UNBOUNDED, ""),
    "star to anywhere": (read("MATCH (a)-[:T ⟨*..]-(b) RETURN b.uid AS uid ORDER BY uid"), UNBOUNDED, ""),
    "star and properties": (
        read("MATCH (a)-[:T⟨* {role: 'x'}]-(b) RETURN b.uid AS uid ORDER BY uid"),
        UNBOUNDED,
        "",
    ),
    "star in shortestPath": (
        read("MATCH p = shortestPath((a)-[:T⟨*]-(b)) RETURN length(p) AS n ORDER BY n"),
        UNBOUNDED,
        "",
    ),
    "repeated pattern": (read("MATCH ((a)-[:T]->(b))⟨+ RETURN 1 AS n ORDER BY n"), UNBOUNDED, "(...){1,4}"),
    "repeated pattern or none": (
        read("MATCH ((a)-[:T]->(b)) ⟨* (c) RETURN 1 AS n ORDER BY n"),
        UNBOUNDED,
        "",
    ),
    "repeated pattern from": (
        read("MATCH ((a)-[:T]->(b))⟨{2,} RETURN 1 AS n ORDER BY n"),
        UNBOUNDED,
        "",
    ),
    "repeated step": (read("MATCH (a)-[:T]->⟨+(b) RETURN 1 AS n ORDER BY n"), UNBOUNDED, ""),
    "repeated step without direction": (read("MATCH (a)-[:T]-⟨*(b) RETURN 1 AS n ORDER BY n"), UNBOUNDED, ""),
    "repeated plain step": (read("MATCH (a)--⟨+(b) RETURN 1 AS n ORDER BY n"), UNBOUNDED, ""),
    "many without an order": (
        read("MATCH (n) RETURN n.uid AS uid", returns="⟨many graph.Row"),
        "many rows without an order",
        "ORDER BY that ends in a unique key",
    ),
    "order of a part": (
        read("MATCH (n) WITH n ORDER BY n.uid RETURN n.uid AS uid", returns="⟨many graph.Row"),
        "many rows without an order",
        "",
    ),
    "order of a subquery": (
        read(
            "MATCH (n) RETURN COLLECT { MATCH (m) RETURN m.uid ORDER BY m.uid } AS uids",
            returns="⟨many graph.Row",
        ),
        "many rows without an order",
        "",
    ),
    "return of nothing": (
        with_header("MATCH (n) SET n.x = 1 ⟨RETURN n.uid AS uid"),
        "a RETURN where nothing is answered",
        "",
    ),
    "one without a return": (
        with_header("MATCH (n) DELETE n", returns="⟨one graph.Row"),
        "one without a RETURN",
        "end the statement with RETURN its columns",
    ),
    "count without a return": (
        with_header("MATCH (n) DELETE n", returns="⟨count"),
        "count without a RETURN",
        "RETURN count(*) AS count",
    ),
    "read that does not say so": (
        with_header("MATCH (n) RETURN count(*) AS count", returns="⟨count"),
        "a statement that only reads",
        "write :access: read",
    ),
} | {
    f"{word} in a read": (
        read(f"MATCH (n) ⟨{clause} RETURN n.uid AS uid ORDER BY uid"),
        f"{word} in a statement that only reads by its header",
        "remove the line :access: read",
    )
    for word, clause in {
        "CREATE": "CREATE (m)",
        "MERGE": "merge (m)",
        "SET": "SET n.uid = 'x'",
        "DELETE": "DELETE n",
        "REMOVE": "REMOVE n.uid",
        "FOREACH": "FOREACH (x IN [1] | MERGE (m))",
        "DROP": "DROP INDEX x",
    }.items()
}
GOOD = {
    "bounds": read("MATCH (a)-[:T*..3]->(b)-[r:U*2]-(c)-[:V*1..4 {x: 1}]->(d) RETURN 1 AS n ORDER BY n"),
    "bounds of patterns": read("MATCH ((a)-[:T]->(b)){1,3} (c)-[:T]->{,2}(d) RETURN 1 AS n ORDER BY n"),
    "multiplication": read(
        "MATCH (a)-[r:T WHERE r.x * 2 > 1]->(b {y: 2 * 3}) "
        "RETURN (a.x + 1) * (b.x - 2) + size([(a)-->(c) | c]) * 2 + ((a.x) - (b.x)) * 3 AS n ORDER BY n"
    ),
    "list comprehension": read("UNWIND [x IN range(1, 3) | x * 2] AS n RETURN n ORDER BY n"),
    "words that are names": read(
        "MATCH (n:Set {delete: 1})-[:CREATE|MERGE]->(id) WHERE n.set = 1 AND n.contains = id.id "
        "RETURN {remove: n.create, contains: 2} AS n ORDER BY n.merge"
    ),
    "words in quotes": read(
        'MATCH (n:`id(`) /* SET x = elementId(y) */ WHERE n.x = "; DELETE $y" // MERGE\n'
        r"AND n.y = 'it\'s // CONTAINS' RETURN n.x AS x ORDER BY x;"
    ),
    "subquery with a return": with_header("MATCH (n) CALL (n) { MATCH (m) RETURN m } SET n.x = m.x"),
    "beyond ASCII": read("MATCH (n) WHERE n.x = 'Größe ẞ ﬁ' RETURN n.x AS x ORDER BY x"),
    "without a semicolon, with words after it": with_header("MATCH (n) DELETE n ; // done\n/* really */\n"),
    "a meaning over two lines": with_header("MERGE (:A {uid: $a})", "a: string  what\n//     it is"),
}


@pytest.mark.parametrize(("marked", "problem", "instead"), BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_bad_header_is_shown_with_a_caret(tmp_path: Path, marked: str, problem: str, instead: str) -> None:
    assert_refused(tmp_path, marked, problem, instead)


@pytest.mark.parametrize(("marked", "problem", "instead"), BAD_STATEMENTS.values(), ids=BAD_STATEMENTS.keys())
def test_a_bad_statement_is_shown_with_a_caret(
    tmp_path: Path, marked: str, problem: str, instead: str
) -> None:
    assert_refused(tmp_path, marked, problem, instead)


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD.keys())
def test_what_only_looks_wrong_is_taken(tmp_path: Path, content: str) -> None:
    assert load_file(tmp_path, content).name == "graph.do_it"


def test_a_file_becomes_a_statement(tmp_path: Path) -> None:
    statement = load_file(
        tmp_path,
        with_header(
            "/* why */ MATCH (n:A {uid: $uid})\nRETURN n.x AS x ORDER BY x ;\n",
            "uid: string  of the node",
            "later: datetime[] or null",
            returns="many graph.Row",
            access="read",
        ).replace("$uid", "$uid, y: $later"),
    )
    assert (statement.name, statement.purpose) == ("graph.do_it", "Do it.")
    assert [(p.name, p.type.name, p.meaning, p.nullable) for p in statement.parameters] == [
        ("uid", "string", "of the node", False),
        ("later", "datetime[]", "", True),
    ]
    assert (statement.shape, statement.record, statement.record_name) == ("many", "graph.Row", "Row")
    assert statement.reads_only
    assert statement.text == (
        "/* graph.do_it */ MATCH (n:A {uid: $uid, y: $later})\nRETURN n.x AS x ORDER BY x"
    )
    assert repr(statement) == "<CypherStatement graph.do_it>"
    assert statement.path == tmp_path / "do_it.cypher"


def test_the_packages_own_statements_load() -> None:
    own = Cypher.load(cypher_folder())
    assert {"graph.count_nodes", "graph.count_relationships", "graph.get_server"} <= set(own)
    assert repr(own) == f"<Cypher: {len(own)}>"


def test_an_unknown_name_says_what_is_nearest() -> None:
    own = Cypher.load(cypher_folder())
    with pytest.raises(StatementError, match=r"no statement graph\.count_node; nearest: graph\.count_nodes"):
        own["graph.count_node"]
    assert "graph.count_node" not in own


@pytest.mark.parametrize("name", ["Do_it.cypher", "do-it.cypher", "do_it.CYPHER"])
def test_a_bad_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StatementError, match="a bad name for a statement"):
        load_file(tmp_path, with_header("MATCH (n) DELETE n"), name)


def test_a_folder_without_statements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match="no statements in this folder"):
        Cypher.load(tmp_path)
    with pytest.raises(StatementError, match="the folder cannot be read"):
        Cypher.load(tmp_path / "missing")


def test_files_that_are_hidden_or_no_cypher_are_not_read(tmp_path: Path) -> None:
    (tmp_path / ".do_it.cypher.swp").write_text("nothing")
    (tmp_path / ".hidden.cypher").write_text("nothing")
    (tmp_path / "notes.md").write_text("nothing")
    assert load_file(tmp_path, with_header("MATCH (n) DELETE n")).name == "graph.do_it"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match="this is not UTF-8"):
        load_file(tmp_path, b"// \xff")
