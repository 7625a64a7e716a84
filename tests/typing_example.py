"""What pyright sees of calls and executors; ``test_typing`` has it checked, nobody runs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import assert_type
from uuid import UUID

from tracktion_db import AsyncDatabase, AsyncTransaction, Call, Database, JsonList, Page, Transaction, catalog
from tracktion_db.catalog import (
    Metadata,
    NewRecording,
    PlayingTrack,
    Recording,
    RecordingOutcome,
    RecordingStatistics,
    RenameProposal,
    Track,
    Tracklist,
)
from tracktion_db.health import Health

ID = UUID(int=1)
NEW = NewRecording(file_path="/music/a.flac", file_name="a.flac")

assert_type(catalog.get_recording(ID), Call[Recording | None])


def blocking(db: Database) -> None:
    recording = db.run(catalog.get_recording(ID))
    assert_type(recording, Recording | None)
    assert_type(db.run(catalog.get_recordings([ID])), list[Recording])
    assert_type(db.run(catalog.list_recordings()), Page[Recording])
    assert_type(db.run(catalog.list_recordings()).items[0], Recording)
    assert_type(db.run(catalog.list_recordings()).next_cursor, str | None)
    assert_type(db.run(catalog.remove_recording(ID), timeout=1.5), int)
    assert_type(db.run(catalog.refresh_recording_statistics()), None)
    assert_type(db.run(catalog.add_each_recording([NEW])), list[RecordingOutcome])
    assert_type(db.run(catalog.list_recording_statistics()), list[RecordingStatistics])
    assert_type(db.run(catalog.approve_rename_proposal(ID)), RenameProposal)
    tracklist = db.run(catalog.get_tracklist(ID))
    if tracklist is not None:
        assert_type(tracklist.tracks, JsonList[Track])
        assert_type(tracklist.tracks[0].title, str)
        assert_type(tracklist.tracks[1:], tuple[Track, ...])

    assert_type(
        db.run_all(catalog.get_recording(ID), catalog.list_metadata(ID), catalog.remove_recording(ID)),
        tuple[Recording | None, list[Metadata], int],
    )
    playing, added = db.run_all(catalog.get_track_playing(ID, 5), catalog.add_recordings([NEW]))
    assert_type(playing, PlayingTrack | None)
    assert_type(added, int)
    assert_type(db.run_all(*[catalog.get_tracklist(ID)]), tuple[Tracklist | None, ...])

    with db.stream(catalog.get_recordings([ID])) as rows:
        assert_type(rows, Iterator[Recording])
        for row in rows:
            assert_type(row, Recording)

    with db.transaction(isolation="serializable", read_only=True) as tx:
        assert_type(tx, Transaction)
        assert_type(tx.run(catalog.get_recording(ID)), Recording | None)
        with tx.transaction() as inner:
            assert_type(inner.run(catalog.add_recording(NEW)), Recording)
    assert_type(db.transact(lambda tx: tx.run(catalog.add_recording(NEW))), Recording)
    assert_type(db.explain(catalog.get_recording(ID), analyze=True), str)
    assert_type(db.health(), Health)


async def asynchronous(db: AsyncDatabase) -> None:
    assert_type(await db.run(catalog.get_recording(ID)), Recording | None)
    assert_type(await db.run(catalog.get_recordings([ID])), list[Recording])
    assert_type(await db.run(catalog.list_recordings()), Page[Recording])
    assert_type(await db.run(catalog.remove_recording(ID), timeout=1.5), int)
    assert_type(await db.run(catalog.refresh_recording_statistics()), None)
    assert_type(
        await db.run_all(catalog.get_recording(ID), catalog.list_metadata(ID), catalog.remove_recording(ID)),
        tuple[Recording | None, list[Metadata], int],
    )
    assert_type(await db.run_all(*[catalog.get_tracklist(ID)]), tuple[Tracklist | None, ...])

    async with db.stream(catalog.get_recordings([ID])) as rows:
        assert_type(rows, AsyncIterator[Recording])
        async for row in rows:
            assert_type(row, Recording)

    async with db.transaction(isolation="serializable", read_only=True) as tx:
        assert_type(tx, AsyncTransaction)
        assert_type(await tx.run(catalog.get_recording(ID)), Recording | None)
        async with tx.transaction() as inner:
            assert_type(await inner.run(catalog.add_recording(NEW)), Recording)
    assert_type(await db.transact(lambda tx: tx.run(catalog.add_recording(NEW))), Recording)
    assert_type(await db.explain(catalog.get_recording(ID), analyze=True), str)
    assert_type(await db.health(), Health)
