from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.catalog.samples import CORRELATION, NOBODY, OTHER_CORRELATION, bare_recording, new_recording
from tests.fixtures.executors import Run
from tracktion_db import Transaction, catalog
from tracktion_db.catalog import Metadata, MetadataValue, NewMetadata, Recording
from tracktion_db.errors import Conflict, InvalidReference, ValidationError


@pytest.fixture
def recording(run: Run) -> Recording:
    return run(catalog.add_recording(new_recording()))


def values_of(metadata: list[Metadata]) -> dict[str, tuple[str, str | None, Decimal | None]]:
    return {row.key: (row.value_type, row.value, row.number) for row in metadata}


def versions(database_url: str) -> dict[str, tuple[str, str]]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT key, ctid::text, xmin::text FROM metadata").fetchall()
    return {key: (place, writer) for key, place, writer in rows}


def test_a_whole_dict_goes_in_at_once_with_its_types(run: Run, recording: Recording) -> None:
    answer = run(
        catalog.set_metadata(
            recording.id,
            {
                "bpm": 128,
                "duration": 372.5,
                "gain": Decimal("-7.250"),
                "title": "Strings of Life",
                "compilation": True,
                "album": None,
                "catalogue number": "TR 4",
            },
            correlation_id=CORRELATION,
        )
    )

    assert values_of(answer) == {
        "album": ("null", None, None),
        "bpm": ("integer", "128", Decimal(128)),
        "catalogue number": ("string", "TR 4", None),
        "compilation": ("boolean", "true", None),
        "duration": ("number", "372.5", Decimal("372.5")),
        "gain": ("number", "-7.250", Decimal("-7.250")),
        "title": ("string", "Strings of Life", None),
    }
    assert [row.key for row in answer] == sorted(row.key for row in answer)
    assert {row.recording_id for row in answer} == {recording.id}
    assert {row.correlation_id for row in answer} == {CORRELATION}
    assert run(catalog.list_metadata(recording.id)) == answer


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e22, "10000000000000000000000"),
        (1e-7, "0.0000001"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.10"), "1.10"),
        (10**30 - 1, "9" * 30),
        (False, "false"),
    ],
)
def test_numbers_are_written_with_all_their_digits_and_no_exponent(
    tx: Transaction, value: MetadataValue, written: str
) -> None:
    recording = tx.run(catalog.add_recording(bare_recording()))

    (row,) = tx.run(catalog.set_metadata(recording.id, {"value": value}))

    assert row.value == written


def test_setting_changes_what_is_named_and_leaves_the_rest(run: Run, recording: Recording) -> None:
    before = run(catalog.set_metadata(recording.id, {"bpm": 128, "genre": "techno"}))

    after = run(catalog.set_metadata(recording.id, {"bpm": 127, "key": "Am"}))

    assert values_of(after) == {"bpm": ("integer", "127", Decimal(127)), "key": ("string", "Am", None)}
    assert after[0].id == before[0].id
    assert after[0].updated_at > before[0].updated_at
    assert run(catalog.get_metadata(recording.id, "genre")) == before[1]


def test_an_unchanged_value_is_returned_without_a_new_version_of_its_row(
    run: Run, recording: Recording, database_url: str
) -> None:
    first = run(catalog.set_metadata(recording.id, {"bpm": 128, "key": "Am", "mood": None}))
    before = versions(database_url)

    again = run(
        catalog.set_metadata(
            recording.id, {"bpm": 128, "key": "Em", "mood": None}, correlation_id=CORRELATION
        )
    )

    after = versions(database_url)
    assert {key for key in after if after[key] != before[key]} == {"key"}
    assert [row.key for row in again] == ["bpm", "key", "mood"]
    assert (again[0], again[2]) == (first[0], first[2])


def test_the_same_text_of_another_type_is_a_change(run: Run, recording: Recording) -> None:
    _ = run(catalog.set_metadata(recording.id, {"bpm": 128, "mood": ""}))

    answer = run(catalog.set_metadata(recording.id, {"bpm": "128", "mood": None}))

    assert values_of(answer) == {"bpm": ("string", "128", Decimal(128)), "mood": ("null", None, None)}


def test_the_former_correlation_stays_unless_told(run: Run, recording: Recording) -> None:
    _ = run(catalog.set_metadata(recording.id, {"bpm": 128}, correlation_id=CORRELATION))

    (kept,) = run(catalog.set_metadata(recording.id, {"bpm": 127}))
    (told,) = run(catalog.set_metadata(recording.id, {"bpm": 126}, correlation_id=OTHER_CORRELATION))

    assert (kept.correlation_id, told.correlation_id) == (CORRELATION, OTHER_CORRELATION)


def test_metadata_of_an_unknown_recording_is_an_invalid_reference(run: Run) -> None:
    with pytest.raises(InvalidReference) as refused:
        run(catalog.set_metadata(NOBODY, {"bpm": 128}))

    assert refused.value.field == "recording_id"
    assert refused.value.constraint == "metadata_recording_id_fkey"
    assert run(catalog.set_metadata(NOBODY, {})) == []


def test_writers_of_one_recording_neither_dead_lock_nor_lose_rows(run: Run, recording: Recording) -> None:
    keys = [f"key {number:02}" for number in range(20)]

    def work(number: int) -> list[Metadata]:
        order = keys if number % 2 else list(reversed(keys))
        return run(catalog.set_metadata(recording.id, dict.fromkeys(order, "the same for all")))

    answers = at_once(16, work)

    for answer in answers:
        assert [row.key for row in answer] == keys
        assert {row.value for row in answer} == {"the same for all"}
        assert [row.id for row in answer] == [row.id for row in answers[0]]


@pytest.mark.parametrize("number", [0, 3, 30, 31, 500])
def test_metadata_added_at_once_equals_metadata_added_one_by_one(
    run: Run, recording: Recording, number: int
) -> None:
    given = [
        NewMetadata(
            recording_id=recording.id,
            key=f"key {position:03}",
            value=None if position % 5 == 0 else str(position),
            value_type="integer",
            correlation_id=CORRELATION if position % 2 else None,
        )
        for position in range(number)
    ]

    assert run(catalog.add_metadata(given)) == number

    rows = run(catalog.list_metadata(recording.id))
    assert [row.model_dump(include=set(NewMetadata.model_fields)) for row in rows] == [dict(g) for g in given]


@pytest.mark.parametrize("number", [2, 40], ids=["arrays", "copy"])
def test_a_key_that_is_there_keeps_all_added_metadata_out(
    run: Run, recording: Recording, number: int
) -> None:
    _ = run(catalog.set_metadata(recording.id, {"key 1": "there"}))
    given = [NewMetadata(recording_id=recording.id, key=f"key {n}", value="x") for n in range(number)]

    with pytest.raises(Conflict) as refused:
        run(catalog.add_metadata(given))

    assert refused.value.field == "key"
    assert len(run(catalog.list_metadata(recording.id))) == 1
    with pytest.raises(InvalidReference):
        run(catalog.add_metadata([NewMetadata(recording_id=NOBODY, key=g.key, value="x") for g in given]))


def test_one_key_is_found_and_removed(run: Run, recording: Recording) -> None:
    rows = run(catalog.set_metadata(recording.id, {"bpm": 128, "key": "Am", "mood": "dark"}))

    assert run(catalog.get_metadata(recording.id, "key")) == rows[1]
    assert run(catalog.get_metadata(recording.id, "KEY")) is None
    assert run(catalog.remove_metadata(recording.id, ["key", "mood", "year"])) == 2
    assert run(catalog.list_metadata(recording.id)) == rows[:1]
    assert run(catalog.remove_metadata(recording.id, [])) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"bpm": float("nan")}, "metadata.bpm"),
        ({"bpm": Decimal("Infinity")}, "metadata.bpm"),
        ({"bpm": 10**5000}, "metadata.bpm"),
        ({"bpm": Decimal("1e999999")}, "metadata.bpm"),
        ({"a": 1, "mood": "nul\0"}, "metadata.mood"),
        ({"mood": "\udcff"}, "metadata.mood"),
        ({"mood": "x" * 1_000_001}, "metadata.mood"),
        ({"mood": b"bytes"}, "metadata.mood"),
        ({"mood": ["a"]}, "metadata.mood"),
        ({"a": 1, "": 1}, "metadata.<key 1>"),
        ({"x" * 256: 1}, "metadata.<key 0>"),
        ({"nul\0": 1}, "metadata.<key 0>"),
        ({5: 1}, "metadata.<key 0>"),
        ([("bpm", 1)], "metadata"),
        (None, "metadata"),
    ],
)
def test_metadata_that_does_not_fit_is_refused_with_its_key(wrong: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = catalog.set_metadata(NOBODY, wrong)

    assert refused.value.field == field
    assert refused.value.__cause__ is None
