from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from tests.catalog.samples import (
    CORRELATION,
    NOBODY,
    OTHER_CORRELATION,
    bare_recording,
    fields_of,
    hashes,
    new_proposal,
    new_recording,
    new_tracklist,
)
from tests.fixtures.executors import Run
from tracktion_db import Transaction, catalog
from tracktion_db.catalog import NewRecording, RecordingChanges
from tracktion_db.errors import Conflict, NotFound, ValidationError

# Two texts of one MD5, made by Marc Stevens (Project HashClash, 2024).
MD5_TWINS = (
    "TEXTCOLLBYfGiJUETHQ4hAcKSMd5zYpgqf1YRDhkmxHkhPWptrkoyz28wnI9V0aHeAuaKnak",
    "TEXTCOLLBYfGiJUETHQ4hEcKSMd5zYpgqf1YRDhkmxHkhPWptrkoyz28wnI9V0aHeAuaKnak",
)


def incompressible(size: int) -> str:
    """Text of so many bytes that no index compresses."""
    digits = "".join(hashes(str(number))["file_hash"] for number in range(size // 64 + 1))
    return digits[:size]


def test_an_added_recording_comes_back_as_it_was_given(run: Run) -> None:
    given = new_recording()

    added = run(catalog.add_recording(given))

    assert added.model_dump(include=set(NewRecording.model_fields)) == fields_of(given)
    assert added.created_at == added.updated_at
    assert run(catalog.get_recording(added.id)) == added
    assert run(catalog.get_recording_by_path(given.file_path)) == added


def test_a_recording_may_be_added_before_it_is_hashed(run: Run) -> None:
    first = run(catalog.add_recording(bare_recording(1)))
    second = run(catalog.add_recording(bare_recording(2)))

    assert first.file_hash is None
    assert second.secondary_hash is None
    assert second.status == "pending"


def test_an_unknown_recording_is_none(run: Run) -> None:
    _ = run(catalog.add_recording(new_recording()))

    assert run(catalog.get_recording(NOBODY)) is None
    assert run(catalog.get_recording_by_path("/music")) is None


@pytest.mark.parametrize(
    ("taken", "field", "constraint"),
    [
        ({"file_path": new_recording().file_path}, "file_path", "recordings_file_path_unique"),
        ({"file_hash": new_recording().file_hash}, "file_hash", "recordings_file_hash_unique"),
        (
            {"secondary_hash": new_recording().secondary_hash},
            "secondary_hash",
            "recordings_secondary_hash_unique",
        ),
    ],
)
def test_what_must_be_unique_is_a_conflict_that_names_its_field(
    run: Run, taken: dict[str, str], field: str, constraint: str
) -> None:
    _ = run(catalog.add_recording(new_recording()))

    with pytest.raises(Conflict) as refused:
        run(catalog.add_recording(bare_recording(1, **taken)))

    assert refused.value.field == field
    assert refused.value.constraint == constraint
    assert refused.value.statement == "catalog.add_recording"
    assert taken[field] not in str(refused.value)


def test_paths_that_look_alike_in_nfc_and_nfd_stay_two(run: Run) -> None:
    name = "/music/Björk/Jóga.flac"
    composed, decomposed = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert composed != decomposed

    first = run(catalog.add_recording(NewRecording(file_path=composed, file_name="Jóga.flac")))
    second = run(catalog.get_or_add_recording(NewRecording(file_path=decomposed, file_name="Jóga.flac")))

    assert first.id != second.id
    assert run(catalog.get_recording_by_path(composed)) == first
    assert run(catalog.get_recording_by_path(decomposed)) == second


def test_a_path_of_4096_bytes_that_do_not_compress_is_unique_like_any_other(run: Run) -> None:
    path = "/" + incompressible(4095)

    added = run(catalog.add_recording(NewRecording(file_path=path, file_name="x")))

    assert run(catalog.get_recording_by_path(path)) == added
    assert run(catalog.get_or_add_recording(NewRecording(file_path=path, file_name="y"))) == added
    with pytest.raises(Conflict):
        run(catalog.add_recording(NewRecording(file_path=path, file_name="x")))
    assert run(catalog.get_recording_by_path(path[:-1])) is None


def test_two_paths_of_one_md5_are_never_taken_for_each_other(run: Run) -> None:
    one, twin = MD5_TWINS
    added = run(catalog.add_recording(NewRecording(file_path=one, file_name="x")))

    assert run(catalog.get_recording_by_path(twin)) is None
    with pytest.raises(Conflict):
        run(catalog.add_recording(NewRecording(file_path=twin, file_name="x")))
    with pytest.raises(NotFound):
        run(catalog.get_or_add_recording(NewRecording(file_path=twin, file_name="x")))
    assert run(catalog.get_recording_by_path(one)) == added


def test_recordings_come_in_the_order_asked_and_unknown_ones_are_left_out(run: Run) -> None:
    first, second, third = (run(catalog.add_recording(new_recording(number))) for number in range(3))

    asked = run(catalog.get_recordings([third.id, NOBODY, first.id, second.id, third.id]))

    assert asked == [third, first, second, third]
    assert run(catalog.get_recordings([])) == []


def test_duplicates_are_found_by_either_hash(run: Run) -> None:
    first = run(catalog.add_recording(new_recording(1)))
    second = run(catalog.add_recording(bare_recording(2, secondary_hash=hashes("b")["secondary_hash"])))
    _ = run(catalog.add_recording(new_recording(3)))
    wanted = [hashes("b")["secondary_hash"], hashes("nowhere")["file_hash"], str(first.file_hash)]

    assert run(catalog.list_recordings_by_hash(wanted)) == [first, second]
    assert run(catalog.list_recordings_by_hash([])) == []


@pytest.mark.parametrize("wrong", ["", "abc", "A" * 64, "g" * 32, "0" * 63, "0" * 64 + "\n"])
def test_a_hash_that_cannot_be_one_is_refused_with_its_place(wrong: str) -> None:
    with pytest.raises(ValidationError, match=r"^hashes\[1\]: must be 64 or 32 lower-case hex digits$"):
        _ = catalog.list_recordings_by_hash(["0" * 64, wrong])


def test_recordings_are_listed_by_status_and_by_correlation(run: Run) -> None:
    first = run(catalog.add_recording(new_recording(1, status="hashed")))
    second = run(catalog.add_recording(new_recording(2, status="hashed", correlation_id=OTHER_CORRELATION)))
    third = run(catalog.add_recording(new_recording(3)))

    assert run(catalog.list_recordings_by_status("hashed")).items == [second, first]
    assert run(catalog.list_recordings_by_status("Hashed")).items == []
    assert run(catalog.list_recordings_by_correlation(CORRELATION)).items == [third, first]
    assert run(catalog.list_recordings_by_correlation(NOBODY)).items == []
    assert run(catalog.list_recordings()).items == [third, second, first]


def test_a_change_touches_only_the_fields_that_were_given(run: Run) -> None:
    before = run(catalog.add_recording(new_recording()))

    after = run(catalog.update_recording(before.id, RecordingChanges(file_name="renamed.flac")))

    assert after.updated_at > before.updated_at
    assert after == before.model_copy(update={"file_name": "renamed.flac", "updated_at": after.updated_at})
    assert run(catalog.get_recording(before.id)) == after


def test_a_field_that_is_given_as_none_becomes_null(run: Run) -> None:
    before = run(catalog.add_recording(new_recording()))

    after = run(
        catalog.update_recording(
            before.id,
            RecordingChanges(secondary_hash=None, last_modified=None, correlation_id=OTHER_CORRELATION),
        )
    )

    assert (after.secondary_hash, after.last_modified) == (None, None)
    assert after.correlation_id == OTHER_CORRELATION
    assert after.file_hash == before.file_hash


def test_every_field_of_a_recording_can_be_changed(run: Run) -> None:
    before = run(catalog.add_recording(new_recording(1)))
    wanted = fields_of(new_recording(2, status="moved", correlation_id=OTHER_CORRELATION))

    after = run(catalog.update_recording(before.id, RecordingChanges(**wanted)))

    assert after.model_dump(include=set(wanted)) == wanted
    assert (after.id, after.created_at) == (before.id, before.created_at)


@pytest.mark.parametrize("field", ["file_path", "file_name", "status"])
def test_a_column_that_is_never_null_cannot_be_set_to_none(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = RecordingChanges(**{field: None})

    assert refused.value.field == field


def test_changes_that_change_nothing_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"^changes: must name at least one field"):
        _ = catalog.update_recording(NOBODY, RecordingChanges())


def test_changing_an_unknown_recording_is_not_found(run: Run) -> None:
    with pytest.raises(NotFound) as missing:
        run(catalog.update_recording(NOBODY, RecordingChanges(status="x")))
    assert missing.value.statement == "catalog.update_recording"
    with pytest.raises(NotFound):
        run(catalog.set_recording_status(NOBODY, "x"))


def test_a_change_to_a_path_that_is_taken_is_a_conflict(run: Run) -> None:
    taken = run(catalog.add_recording(new_recording(1)))
    other = run(catalog.add_recording(new_recording(2)))

    with pytest.raises(Conflict) as refused:
        run(catalog.update_recording(other.id, RecordingChanges(file_path=taken.file_path)))

    assert refused.value.field == "file_path"


def test_a_status_change_keeps_the_former_correlation_unless_told(run: Run) -> None:
    before = run(catalog.add_recording(new_recording()))

    hashed = run(catalog.set_recording_status(before.id, "hashed"))
    failed = run(catalog.set_recording_status(before.id, "failed", correlation_id=OTHER_CORRELATION))

    assert (hashed.status, hashed.correlation_id) == ("hashed", CORRELATION)
    assert (failed.status, failed.correlation_id) == ("failed", OTHER_CORRELATION)
    assert before.updated_at < hashed.updated_at < failed.updated_at


@pytest.mark.parametrize("status", ["", "x" * 51, "nul\0", "\ud800", None, 5])
def test_a_status_that_does_not_fit_is_refused_before_it_is_sent(status: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = catalog.set_recording_status(NOBODY, status)

    assert refused.value.field == "status"


def test_writing_the_same_values_again_is_no_update(run: Run) -> None:
    before = run(catalog.add_recording(new_recording()))

    assert run(catalog.set_recording_status(before.id, before.status)) == before


def test_removing_a_recording_removes_what_belongs_to_it_and_nothing_else(run: Run) -> None:
    gone, kept = (run(catalog.add_recording(new_recording(number))) for number in range(2))
    proposals: dict[UUID, UUID] = {}
    for recording in (gone, kept):
        _ = run(catalog.set_metadata(recording.id, {"bpm": 128}))
        _ = run(catalog.add_tracklist(new_tracklist(recording_id=recording.id)))
        proposals[recording.id] = run(catalog.add_rename_proposal(new_proposal(recording))).id

    assert run(catalog.remove_recording(gone.id)) == 1

    assert run(catalog.remove_recording(gone.id)) == 0
    assert run(catalog.get_recording(gone.id)) is None
    assert run(catalog.list_metadata(gone.id)) == []
    assert run(catalog.get_tracklist_by_recording(gone.id)) is None
    assert run(catalog.get_rename_proposal(proposals[gone.id])) is None
    assert len(run(catalog.list_metadata(kept.id))) == 1
    assert run(catalog.get_tracklist_by_recording(kept.id)) is not None
    assert run(catalog.get_rename_proposal(proposals[kept.id])) is not None


def test_an_instant_of_another_time_zone_comes_back_as_the_same_instant_in_utc(tx: Transaction) -> None:
    given = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))

    added = tx.run(catalog.add_recording(bare_recording(last_modified=given)))

    assert added.last_modified == given
    assert added.last_modified is not None
    assert added.last_modified.tzinfo is UTC


@pytest.mark.parametrize(
    "instant",
    [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)],
    ids=["the first", "the last"],
)
def test_the_first_and_the_last_instant_survive_a_round_trip(tx: Transaction, instant: datetime) -> None:
    added = tx.run(catalog.add_recording(bare_recording(last_modified=instant)))

    assert added.last_modified == instant
