"""Keyset pages: what is compared is what the rows are sorted by; each way to get it wrong is found."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import pytest

from tests.check.row_cases import Case, Rows, random_states, rows_of
from tracktion_db.check.findings import Finding
from tracktion_db.check.rows.keyset import check_keyset

ID: Final = "after_id: integer"
YEAR: Final = "after_year: integer"
TITLE: Final = "after_title: text"
FIRST: Final = {
    ID: -1,
    YEAR: -1,
    TITLE: "",
    "after_number: integer": -1,
    "after_song_id: integer": -1,
    "after_x: integer": -1,
}
LAST: Final = {ID: 1000, YEAR: 1000, TITLE: "zzz"}
SELECT: Final = "SELECT s.id, s.year, s.title, s.state FROM songs AS s "
DATED: Final = SELECT + "WHERE s.year IS NOT NULL AND "

GOOD: Final = {
    "one column": (SELECT + "WHERE s.id > :after_id ORDER BY s.id", (ID,), FIRST),
    "one column downwards": (SELECT + "WHERE s.id < :after_id ORDER BY s.id DESC", (ID,), LAST),
    "the parameter on the left": (SELECT + "WHERE :after_id < s.id ORDER BY s.id", (ID,), FIRST),
    "a row of columns": (
        DATED + "(s.year, s.id) > (:after_year, :after_id) ORDER BY s.year, s.id", (YEAR, ID), FIRST,
    ),
    "a row of columns downwards": (
        DATED + "(s.year, s.id) < (:after_year, :after_id)"
        " ORDER BY s.year DESC NULLS LAST, s.id DESC", (YEAR, ID), LAST,
    ),
    "the row of parameters on the left": (
        DATED + "(:after_year, :after_id) < (s.year, s.id) ORDER BY s.year, s.id", (YEAR, ID), FIRST,
    ),
    "in full": (
        DATED + "(s.year > :after_year OR (s.year = :after_year AND s.id > :after_id)) ORDER BY s.year, s.id",
        (YEAR, ID), FIRST,
    ),
    "in full, in two directions": (
        DATED + "(s.year > :after_year OR (s.year = :after_year AND s.id < :after_id))"
        " ORDER BY s.year, s.id DESC",
        (YEAR, ID), {**FIRST, ID: 1000},
    ),
    "in full, of three columns, nested": (
        DATED + "(s.year > :after_year OR (s.year = :after_year AND (s.title > :after_title"
        " OR (s.title = :after_title AND s.id > :after_id)))) ORDER BY s.year, s.title, s.id",
        (YEAR, TITLE, ID), FIRST,
    ),
    "in full, of three columns, flat": (
        DATED + "((s.year = :after_year AND s.title = :after_title"
        " AND s.id > :after_id) OR s.year > :after_year"
        " OR (s.year = :after_year AND s.title > :after_title)) ORDER BY s.year, s.title, s.id",
        (YEAR, TITLE, ID), FIRST,
    ),
    "after a column that is the same in all rows": (
        SELECT + "WHERE s.state = 'out' AND s.id > :after_id ORDER BY s.state, s.id", (ID,), FIRST,
    ),
    "before columns that decide nothing": (SELECT + "WHERE s.id > :after_id"
    " ORDER BY s.id, s.year", (ID,), FIRST),
    "a column that a join says is equal": (
        "SELECT s.id, p.number FROM plays AS p JOIN songs AS s ON s.id = p.song_id"
        " WHERE (p.song_id, p.number) > (:after_id, :after_number) ORDER BY p.song_id, p.number",
        (ID, "after_number: integer"), FIRST,
    ),
    "a lower bound that the cursor raises": (
        DATED + "(s.year, s.id) > (greatest(:after_year, 1), :after_id)"
        " ORDER BY s.year, s.id", (YEAR, ID), FIRST,
    ),
    "a collation on both": (
        SELECT + "WHERE s.title COLLATE \"C\" > :after_title AND s.state = 'out'"
        " ORDER BY s.title COLLATE \"C\"",
        (TITLE,), FIRST,
    ),
    "a collation on the parameter": (
        SELECT + "WHERE s.title > :after_title COLLATE \"C\" AND s.state = 'out'"
        " ORDER BY s.title COLLATE \"C\"",
        (TITLE,), FIRST,
    ),
    "a column of a CTE": (
        "WITH f AS (SELECT s.id, s.title FROM songs AS s) SELECT f.id, f.title FROM f"
        " WHERE f.id > :after_id ORDER BY f.id",
        (ID,), FIRST,
    ),
}  # fmt: skip

BAD: Final = {
    "the other direction": (
        "against the direction", SELECT + "WHERE s.id < :after_id ORDER BY s.id", (ID,),
    ),
    "the other direction of a row": (
        "against the direction", DATED + "(s.year, s.id) > (:after_year, :after_id)"
        " ORDER BY s.year DESC, s.id DESC",
        (YEAR, ID),
    ),
    "one comparison for two directions": (
        "s.id is compared against the direction",
        DATED + "(s.year, s.id) > (:after_year, :after_id) ORDER BY s.year, s.id DESC", (YEAR, ID),
    ),
    "another sequence": (
        "s.id is compared where the rows are sorted by s.year",
        DATED + "(s.id, s.year) > (:after_id, :after_year) ORDER BY s.year, s.id", (YEAR, ID),
    ),
    "parameters in another sequence": (
        ":after_id is compared with s.year",
        DATED + "(s.year, s.id) > (:after_id, :after_year) ORDER BY s.year, s.id", (YEAR, ID),
    ),
    "a comparison that includes": (
        "comes again on the next", SELECT + "WHERE s.id >= :after_id ORDER BY s.id", (ID,),
    ),
    "too few columns": (
        "sorted by s.id too, which is not compared", DATED + "s.year > :after_year"
        " ORDER BY s.year, s.id", (YEAR,),
    ),
    "too many columns": (
        "not sorted by s.id", DATED + "(s.year, s.id) > (:after_year, :after_id) ORDER BY s.year", (YEAR, ID),
    ),
    "a column that may be null": (
        "s.year may be null", SELECT + "WHERE (s.year, s.id) > (:after_year, :after_id)"
        " ORDER BY s.year, s.id", (YEAR, ID),
    ),
    "a column of a null side": (
        "a.id may be null",
        "SELECT a.id, s.title FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id"
        " WHERE (a.id, s.id) > (:after_id, :after_number) ORDER BY a.id, s.id",
        (ID, "after_number: integer"),
    ),
    "columns one by one": (
        "all the after_ parameters at once",
        DATED + "s.year > :after_year AND s.id > :after_id ORDER BY s.year, s.id", (YEAR, ID),
    ),
    "in full without the tie": (
        "not", DATED + "(s.year > :after_year OR s.id > :after_id) ORDER BY s.year, s.id", (YEAR, ID),
    ),
    "in full with the tie of another column": (
        "one column beyond equal ones",
        DATED + "(s.year > :after_year OR (s.title = :after_title AND s.id > :after_id))"
        " ORDER BY s.year, s.id",
        (YEAR, TITLE, ID),
    ),
    "in full with a tie that includes": (
        "one column beyond equal ones",
        DATED + "(s.year > :after_year OR (s.year >= :after_year AND s.id > :after_id))"
        " ORDER BY s.year, s.id",
        (YEAR, ID),
    ),
    "in full in the wrong direction": (
        "s.id is compared against",
        DATED + "(s.year > :after_year OR (s.year = :after_year AND s.id < :after_id))"
        " ORDER BY s.year, s.id", (YEAR, ID),
    ),
    "a column that is not answered": (
        "no", "SELECT s.title FROM songs AS s WHERE s.id > :after_id ORDER BY s.id", (ID,),
    ),
    "another column of that name": (
        "the column id is something else",
        "SELECT s.artist_id AS id FROM songs AS s WHERE s.id > :after_id ORDER BY s.id", (ID,),
    ),
    "another collation": (
        "another collation",
        SELECT + "WHERE s.title > :after_title COLLATE \"C\" AND s.state = 'out' ORDER BY s.title", (TITLE,),
    ),
    "another operator": (
        "by other operators",
        SELECT + "WHERE s.title ~>~ :after_title AND s.state = 'out' ORDER BY s.title", (TITLE,),
    ),
    "a cast that rounds": (
        "as it is", SELECT + "WHERE s.id > :after_id::smallint ORDER BY s.id", (ID,),
    ),
    "a sum": ("as it is", SELECT + "WHERE s.id > :after_id + 1 ORDER BY s.id", (ID,)),
    "a bound that holds the cursor back": (
        "as it is", SELECT + "WHERE s.id > least(:after_id, 2) ORDER BY s.id", (ID,),
    ),
    "a comparison in a subquery only": (
        "the WHERE of the statement itself",
        "SELECT f.id FROM (SELECT s.id FROM songs AS s WHERE s.id > :after_id) AS f ORDER BY f.id", (ID,),
    ),
    "a comparison in the ON of a left join": (
        "the WHERE of the statement itself",
        "SELECT s.id FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id"
        " AND s.id > :after_id ORDER BY s.id", (ID,),
    ),
    "a column that only an outer join makes equal": (
        "something else",
        "SELECT a.id FROM songs AS s LEFT JOIN artists AS a ON a.id = s.id"
        " WHERE s.id > :after_id ORDER BY s.id", (ID,),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(empty_database_of_worker: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Rows]:
    with rows_of(empty_database_of_worker, tmp_path_factory.mktemp("rows")) as rows:
        yield rows


def found(rows: Rows, sql: str, parameters: tuple[str, ...]) -> list[Finding]:
    case = Case(f"{sql} LIMIT :row_limit + 1", (*parameters, "row_limit: bigint"))
    return list(check_keyset(rows.analysed(case, "page")))


@pytest.mark.parametrize("name", GOOD)
def test_a_page_follows_by(rows: Rows, name: str) -> None:
    sql, parameters, _ = GOOD[name]

    assert not found(rows, sql, parameters)


@pytest.mark.parametrize("name", BAD)
def test_a_page_does_not_follow_by(rows: Rows, name: str) -> None:
    problem, sql, parameters = BAD[name]

    findings = found(rows, sql, parameters)

    assert [finding.rule for finding in findings] == ["keyset"]
    assert problem in findings[0].problem
    assert findings[0].source_line[findings[0].caret.index("^") :].startswith(":after_")


def test_pages_of_one_row_together_are_the_whole_list(rows: Rows) -> None:
    longest = dict.fromkeys(GOOD, 0)
    statements: dict[str, tuple[bytes, tuple[str, ...]]] = {}
    for name, (sql, parameters, _) in GOOD.items():
        case = Case(f"{sql} LIMIT :row_limit + 1", (*parameters, "row_limit: bigint"))
        analysed = rows.analysed(case, "page")
        statements[name] = analysed.sql, tuple([column.name for column in analysed.prepared.columns])
    for state in random_states(rows.connection, 25, seed=7):
        for name, (_, parameters, first) in GOOD.items():
            sql, columns = statements[name]
            after: list[Any] = [first[parameter] for parameter in parameters]
            whole = state.answer(sql, [*after, 1000])
            pages: list[tuple[Any, ...]] = []
            while page := state.answer(sql, [*after, 0]):
                pages += page
                last = dict(zip(columns, page[0], strict=True))
                after = [last[parameter.partition(":")[0].removeprefix("after_")] for parameter in parameters]
            assert pages == whole, name
            longest[name] = max(longest[name], len(pages))

    assert min(longest.values()) > 1


def test_only_pages_are_compared(rows: Rows) -> None:
    analysed = rows.analysed(Case(SELECT + "WHERE s.id < :after_id ORDER BY s.id", (ID,)), "many")

    assert not list(check_keyset(analysed))
