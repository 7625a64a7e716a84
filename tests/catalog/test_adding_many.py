from __future__ import annotations

from collections.abc import Sequence

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.catalog.samples import NOBODY, bare_recording, hashes, new_recording
from tests.fixtures.executors import Run
from tracktion_db import Call, Database, catalog
from tracktion_db.catalog import NewRecording, RecordingOutcome
from tracktion_db.errors import Conflict, ValidationError


def all_rows(database_url: str) -> list[tuple[object, ...]]:
    """What callers gave, of every recording."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT file_path, file_name, file_hash, secondary_hash, file_size, status, mime_type,"
            " last_modified, correlation_id FROM recordings ORDER BY file_path"
        ).fetchall()


@pytest.mark.parametrize("number", [0, 1, 30, 31, 1000])
def test_recordings_added_at_once_equal_those_added_one_by_one(
    run: Run, database_url: str, number: int
) -> None:
    given = [new_recording(n) if n % 3 else bare_recording(n) for n in range(number)]

    assert run(catalog.add_recordings(given)) == number

    at_once_ = all_rows(database_url)
    with psycopg.connect(database_url) as connection:
        _ = connection.execute("DELETE FROM recordings")
    for recording in given:
        _ = run(catalog.add_recording(recording))
    assert all_rows(database_url) == at_once_
    assert len(at_once_) == number


def test_many_recordings_go_by_copy_and_few_by_arrays() -> None:
    given = [bare_recording(number) for number in range(31)]

    assert catalog.add_recordings(given[:30]).statement.name == "catalog.add_recordings"
    assert catalog.add_recordings(given).statement.name == "catalog.copy_recordings"


def test_a_call_that_adds_many_can_be_run_again(run: Run) -> None:
    call = catalog.add_recordings([bare_recording(number) for number in range(40)])

    assert run(call) == 40
    with pytest.raises(Conflict):
        run(call)


@pytest.mark.parametrize("number", [2, 50], ids=["arrays", "copy"])
def test_of_recordings_added_at_once_a_bad_one_keeps_all_out(
    run: Run, database_url: str, number: int
) -> None:
    given = [new_recording(n) for n in range(number)]
    twice = new_recording(number, file_hash=given[0].file_hash)

    with pytest.raises(Conflict) as refused:
        run(catalog.add_recordings([*given, twice]))

    assert refused.value.constraint == "recordings_file_hash_unique"
    assert all_rows(database_url) == []
    assert run(catalog.add_recordings(given)) == number


def outcomes(answer: Sequence[RecordingOutcome]) -> list[str]:
    assert [one.row for one in answer] == list(range(len(answer)))
    return [one.outcome for one in answer]


def test_each_recording_gets_its_outcome_in_the_order_given(run: Run) -> None:
    known = run(catalog.add_recording(new_recording(1)))
    other = run(catalog.add_recording(new_recording(2)))
    given = [
        new_recording(3),
        bare_recording(4, file_path=known.file_path),
        bare_recording(5, file_hash=known.file_hash),
        bare_recording(6, secondary_hash=other.secondary_hash),
        bare_recording(7),
        # A path and a hash of two different recordings: the path counts.
        bare_recording(8, file_path=known.file_path, file_hash=other.file_hash),
    ]

    answer = run(catalog.add_each_recording(given))

    assert outcomes(answer) == [
        "added",
        "duplicate_path",
        "duplicate_file_hash",
        "duplicate_secondary_hash",
        "added",
        "duplicate_path",
    ]
    assert [one.id for one in answer[1:4]] == [known.id, known.id, other.id]
    assert answer[5].id == known.id
    added = run(catalog.get_recordings([one.id for one in answer if one.id is not None][:1]))
    assert added[0].file_path == given[0].file_path
    assert dict(given[0]) == added[0].model_dump(include=set(NewRecording.model_fields))


def test_of_duplicates_inside_one_batch_the_first_is_added(run: Run) -> None:
    first = new_recording(1)
    given = [
        first,
        bare_recording(2, file_path=first.file_path),
        bare_recording(3, file_hash=first.file_hash),
        bare_recording(4, secondary_hash=first.secondary_hash),
        first,
        # Its twin by hash was refused, so this hash is still free.
        bare_recording(5, file_path=first.file_path, file_hash=hashes("free")["file_hash"]),
        bare_recording(6, file_hash=hashes("free")["file_hash"]),
    ]

    answer = run(catalog.add_each_recording(given))

    assert outcomes(answer) == [
        "added",
        "duplicate_path",
        "duplicate_file_hash",
        "duplicate_secondary_hash",
        "duplicate_path",
        "duplicate_path",
        "added",
    ]
    assert {one.id for one in answer[:6]} == {answer[0].id}
    assert answer[6].id not in (None, answer[0].id)


def test_adding_each_again_adds_nothing_and_answers_the_same_ids(run: Run, database_url: str) -> None:
    given = [new_recording(number) for number in range(300)]
    first = run(catalog.add_each_recording(given))

    again = run(catalog.add_each_recording(given))

    assert set(outcomes(first)) == {"added"}
    assert set(outcomes(again)) == {"duplicate_path"}
    assert [one.id for one in again] == [one.id for one in first]
    assert len(all_rows(database_url)) == 300


def test_no_recordings_have_no_outcomes(run: Run) -> None:
    assert run(catalog.add_each_recording([])) == []


def test_many_who_add_the_same_batch_add_each_recording_once(run: Run, database_url: str) -> None:
    given = [new_recording(number) for number in range(200)]

    answers = at_once(8, lambda _: run(catalog.add_each_recording(given)))

    added = [one for answer in answers for one in answer if one.outcome == "added"]
    assert sorted(one.row for one in added) == list(range(200))
    assert len(all_rows(database_url)) == 200
    ids = {one.row: one.id for one in added}
    for answer in answers:
        for one in answer:
            assert one.outcome in ("added", "duplicate_path", "duplicate_concurrent")
            assert one.id == (None if one.outcome == "duplicate_concurrent" else ids[one.row])


def test_a_hundred_thousand_recordings_are_the_most_that_have_outcomes() -> None:
    given = [bare_recording()] * 100_001

    assert isinstance(catalog.add_each_recording(given[:100_000]), Call)
    with pytest.raises(ValidationError, match=r"^recordings: must be at most 100,000 at once"):
        _ = catalog.add_each_recording(given)


@pytest.mark.parametrize("add", [catalog.add_recordings, catalog.add_each_recording])
def test_what_is_no_recording_is_refused_with_its_place(add: object) -> None:
    assert callable(add)
    for wrong, place in (
        (None, "recordings"),
        ("text", "recordings"),
        ([bare_recording(), {"file_path": "/x"}], "recordings[1]"),
        ([NOBODY], "recordings[0]"),
    ):
        with pytest.raises(ValidationError) as refused:
            add(wrong)
        assert refused.value.field == place


def test_bulk_adds_of_the_same_rows_at_once_end_in_a_conflict_and_not_in_a_deadlock(db: Database) -> None:
    given = [NewRecording(file_path=f"/bulk/{number}", file_name="x") for number in range(3000)]
    orders = [given, given[::-1]]

    def add(number: int) -> int | str:
        try:
            return db.run(catalog.add_recordings(orders[number]))
        except Conflict as problem:
            return problem.code

    assert sorted(at_once(2, add), key=str) == [3000, "conflict"]
