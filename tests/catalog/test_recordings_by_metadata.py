from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.catalog.samples import bare_recording
from tests.fixtures.executors import Run
from tracktion_db import Transaction, catalog
from tracktion_db.catalog import MetadataValue
from tracktion_db.errors import ValidationError


def test_recordings_are_found_by_a_value(run: Run) -> None:
    added = [run(catalog.add_recording(bare_recording(number))) for number in range(4)]
    long = "x" * 900_000
    for recording, values in zip(
        added,
        ({"genre": "techno"}, {"genre": "techno"}, {"genre": "Techno"}, {"mood": "techno"}),
        strict=True,
    ):
        _ = run(catalog.set_metadata(recording.id, values))
    _ = run(catalog.set_metadata(added[3].id, {"notes": long, "bpm": 128, "live": True}))

    found = run(catalog.list_recordings_by_metadata("genre", "techno"))

    assert found.items == sorted(added[:2], key=lambda recording: recording.id)
    assert not found.has_more
    assert run(catalog.list_recordings_by_metadata("notes", long)).items == [added[3]]
    assert run(catalog.list_recordings_by_metadata("notes", long[:-1])).items == []
    assert run(catalog.list_recordings_by_metadata("bpm", 128)).items == [added[3]]
    assert run(catalog.list_recordings_by_metadata("live", True)).items == [added[3]]


def test_recordings_are_found_by_a_range_of_numbers_in_its_order(run: Run) -> None:
    tempi: list[MetadataValue] = ["128", 120, 127.5, " 119.999 ", "128.001", Decimal("124.20"), "125bpm"]
    added = [run(catalog.add_recording(bare_recording(number))) for number in range(len(tempi))]
    for recording, tempo in zip(added, tempi, strict=True):
        _ = run(catalog.set_metadata(recording.id, {"bpm": tempo, "year": 125}))

    found = run(catalog.list_recordings_by_metadata_number("bpm", 120, 128))

    assert [(row.number, row.file_path) for row in found.items] == [
        (Decimal(120), added[1].file_path),
        (Decimal("124.20"), added[5].file_path),
        (Decimal("127.5"), added[2].file_path),
        (Decimal(128), added[0].file_path),
    ]
    assert run(catalog.list_recordings_by_metadata_number("bpm", 128, 120)).items == []
    assert len(run(catalog.list_recordings_by_metadata_number("bpm", -1e30, Decimal("1e30"))).items) == 6


@pytest.mark.parametrize(
    "not_a_number",
    [
        "",
        " ",
        ".",
        "-",
        "12O",
        "1e3",
        "1,5",
        "\u0663",
        "12" * 20,
        "NaN",
        "Infinity",
        "0x10",
        "1 2",
        "--1",
        "\u00bd",
        "1\v",
    ],
)
def test_text_that_is_no_number_never_raises_and_is_in_no_range(tx: Transaction, not_a_number: str) -> None:
    recording = tx.run(catalog.add_recording(bare_recording()))

    (row,) = tx.run(catalog.set_metadata(recording.id, {"bpm": not_a_number}))

    assert row.number is None
    assert tx.run(catalog.list_recordings_by_metadata_number("bpm", -(10**40), 10**40)).items == []


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), "120", None, True, 10**2000])
def test_a_bound_that_is_no_finite_number_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as minimum:
        _ = catalog.list_recordings_by_metadata_number("bpm", wrong, 128)
    with pytest.raises(ValidationError) as maximum:
        _ = catalog.list_recordings_by_metadata_number("bpm", 120, wrong)

    assert (minimum.value.field, maximum.value.field) == ("minimum", "maximum")
