from __future__ import annotations

from typing import Any, cast

from tests.catalog.samples import CORRELATION, bare_recording, new_proposal, new_recording, new_tracklist
from tracktion_db import Call, Database, Page, Record, Settings, Statement, catalog
from tracktion_db.catalog.statements import sql


def rows_of(answer: Any) -> list[Record]:
    if isinstance(answer, Page):
        answer = cast("Page[Record]", answer).items
    return cast("list[Record]", answer) if isinstance(answer, list) else [answer]


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(database_url: str) -> None:
    tried: set[Statement] = set()
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:

        def run(call: Call[Any], *, again: bool = True) -> Any:
            answer = slow.run(call)
            tried.add(call.statement)
            rows = rows_of(answer)
            assert rows, call
            for row in rows:
                assert type(row).__module__.startswith("tracktion_db.catalog."), row
                assert call.statement.record == f"catalog.{type(row).__name__}"
            if again:
                # The fast way makes the same of the same rows.
                assert fast.run(call) == answer
            return rows[0]

        recording = run(catalog.add_recording(new_recording()), again=False)
        bare = run(catalog.get_or_add_recording(bare_recording()))
        proposal = run(catalog.add_rename_proposal(new_proposal(recording)), again=False)
        other = run(catalog.add_rename_proposal(new_proposal(bare, proposal_reason=None)), again=False)
        tracklist = run(catalog.add_tracklist(new_tracklist(recording_id=recording.id)), again=False)
        _ = fast.run(catalog.add_tracklist(catalog.NewTracklist(source="manual")))
        fast.run(catalog.refresh_recording_statistics())
        values = {"bpm": 128.5, "genre": "techno", "mood": None}
        for call in (
            catalog.add_each_recording([new_recording(), bare_recording(7)]),
            catalog.set_metadata(recording.id, values),
            catalog.update_tracklist(tracklist.id, catalog.TracklistChanges(total_duration=None)),
            catalog.update_recording(bare.id, catalog.RecordingChanges(status="x")),
            catalog.set_recording_status(bare.id, "pending", correlation_id=CORRELATION),
            catalog.update_rename_proposal(other.id, catalog.RenameProposalChanges(metadata_used={})),
        ):
            _ = run(call, again=False)
        for call in (
            catalog.get_recording(recording.id),
            catalog.get_recording_by_path(bare.file_path),
            catalog.get_recordings([recording.id, bare.id]),
            catalog.list_recordings(),
            catalog.list_recordings_by_status("pending"),
            catalog.list_recordings_by_correlation(CORRELATION),
            catalog.list_recordings_by_hash([recording.file_hash]),
            catalog.list_recordings_by_metadata("genre", "techno"),
            catalog.list_recordings_by_metadata_number("bpm", 120, 130),
            catalog.get_metadata(recording.id, "mood"),
            catalog.list_metadata(recording.id),
            catalog.get_tracklist(tracklist.id),
            catalog.get_tracklist_by_recording(recording.id),
            catalog.list_tracklists(),
            catalog.list_tracklists_containing(title="The Bells"),
            catalog.list_tracklists_by_metadata({"venue": "Tresor"}),
            catalog.get_track_playing(tracklist.id, 400.25),
            catalog.get_rename_proposal(proposal.id),
            catalog.list_rename_proposals(),
            catalog.list_rename_proposals_by_recording(recording.id),
            catalog.list_recording_statistics(),
        ):
            _ = run(call)
        for call in (
            catalog.approve_rename_proposal(proposal.id),
            catalog.apply_rename_proposal(proposal.id),
            catalog.reject_rename_proposal(other.id),
        ):
            _ = run(call, again=False)
        failing = fast.run(catalog.add_rename_proposal(new_proposal(bare)))
        _ = fast.run(catalog.approve_rename_proposal(failing.id))
        _ = run(catalog.fail_rename_proposal(failing.id), again=False)

    assert tried == {statement for statement in sql.values() if statement.shape.has_rows}
