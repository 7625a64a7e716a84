from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.catalog.crowd import at_once
from tests.catalog.samples import (
    CORRELATION,
    NOBODY,
    OTHER_CORRELATION,
    bare_recording,
    new_proposal,
    new_recording,
)
from tests.fixtures.executors import Run
from tracktion_db import Call, catalog
from tracktion_db.catalog import NewRenameProposal, Recording, RenameProposal, RenameProposalChanges
from tracktion_db.errors import Conflict, InvalidReference, NotFound, RuleViolated, ValidationError

STEPS: dict[str, Callable[[UUID], Call[RenameProposal]]] = {
    "approved": catalog.approve_rename_proposal,
    "rejected": catalog.reject_rename_proposal,
    "applied": catalog.apply_rename_proposal,
    "failed": catalog.fail_rename_proposal,
}
WAYS: dict[str, list[str]] = {
    "pending": [],
    "approved": ["approved"],
    "rejected": ["rejected"],
    "applied": ["approved", "applied"],
    "failed": ["approved", "failed"],
}
ALLOWED = {("pending", "approved"), ("pending", "rejected"), ("approved", "applied"), ("approved", "failed")}


@pytest.fixture
def recording(run: Run) -> Recording:
    return run(catalog.add_recording(new_recording()))


def test_an_added_proposal_is_pending_and_comes_back_as_it_was_given(run: Run, recording: Recording) -> None:
    given = new_proposal(recording, correlation_id=CORRELATION)

    added = run(catalog.add_rename_proposal(given))

    assert added.model_dump(include=set(NewRenameProposal.model_fields)) == given.model_dump()
    assert added.status == "pending"
    assert run(catalog.get_rename_proposal(added.id)) == added
    assert run(catalog.get_rename_proposal(NOBODY)) is None
    assert run(catalog.list_rename_proposals_by_recording(recording.id)).items == [added]


@pytest.mark.parametrize(
    ("before", "after"), [(before, after) for before in WAYS for after in STEPS], ids=lambda value: str(value)
)
def test_a_proposal_moves_along_allowed_steps_only(
    run: Run, recording: Recording, before: str, after: str
) -> None:
    proposal = run(catalog.add_rename_proposal(new_proposal(recording)))
    for step in WAYS[before]:
        proposal = run(STEPS[step](proposal.id))
    assert proposal.status == before

    if (before, after) in ALLOWED:
        moved = run(STEPS[after](proposal.id))
        assert moved == proposal.model_copy(update={"status": after, "updated_at": moved.updated_at})
        assert moved.updated_at > proposal.updated_at
    else:
        with pytest.raises(RuleViolated) as refused:
            run(STEPS[after](proposal.id))
        assert refused.value.constraint == "rename_proposals_allowed_transition"
        assert refused.value.field == "status"
        assert not refused.value.retryable
        assert run(catalog.get_rename_proposal(proposal.id)) == proposal


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(run: Run, recording: Recording) -> None:
    for _ in range(10):
        proposal = run(catalog.add_rename_proposal(new_proposal(recording)))

        def decide(number: int, proposal: RenameProposal = proposal) -> str:
            step = (catalog.approve_rename_proposal, catalog.reject_rename_proposal)[number % 2]
            try:
                return run(step(proposal.id)).status
            except RuleViolated as refused:
                return str(refused.constraint)

        answers = at_once(4, decide)

        assert answers.count("rename_proposals_allowed_transition") == 3
        (won,) = set(answers) - {"rename_proposals_allowed_transition"}
        kept = run(catalog.get_rename_proposal(proposal.id))
        assert kept is not None
        assert kept.status == won
        # A recording has at most one approved proposal.
        run(catalog.remove_rename_proposal(proposal.id))


def test_a_step_keeps_the_former_correlation_unless_told(run: Run, recording: Recording) -> None:
    proposal = run(catalog.add_rename_proposal(new_proposal(recording, correlation_id=CORRELATION)))

    approved = run(catalog.approve_rename_proposal(proposal.id))
    applied = run(catalog.apply_rename_proposal(proposal.id, correlation_id=OTHER_CORRELATION))

    assert (approved.correlation_id, applied.correlation_id) == (CORRELATION, OTHER_CORRELATION)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_of_an_unknown_proposal_is_not_found(
    run: Run, step: Callable[[UUID], Call[RenameProposal]]
) -> None:
    with pytest.raises(NotFound):
        run(step(NOBODY))


def test_proposals_are_listed_by_confidence_the_surest_first(run: Run, recording: Recording) -> None:
    scores = [0.25, 1.0, 0.5, 0.5, 0.0, 0.75]
    added = [
        run(catalog.add_rename_proposal(new_proposal(recording, confidence_score=score))) for score in scores
    ]
    approved = run(catalog.approve_rename_proposal(added[5].id))
    surest = sorted((p for p in added if p.id != approved.id), key=lambda p: (p.confidence_score, p.id))[::-1]

    assert run(catalog.list_rename_proposals()).items == surest
    assert run(catalog.list_rename_proposals("approved")).items == [approved]
    assert run(catalog.list_rename_proposals("rejected")).items == []
    assert run(catalog.list_rename_proposals(minimum_confidence=0.5)).items == surest[:3]
    first = run(catalog.list_rename_proposals(limit=2))
    assert first.next_cursor is not None
    second = run(catalog.list_rename_proposals(limit=2, cursor=first.next_cursor))
    assert [*first.items, *second.items] == surest[:4]


def test_proposals_of_a_recording_come_whatever_became_of_them_the_newest_first(
    run: Run, recording: Recording
) -> None:
    other = run(catalog.add_recording(bare_recording()))
    _ = run(catalog.add_rename_proposal(new_proposal(other)))
    first, second = (run(catalog.add_rename_proposal(new_proposal(recording))) for _ in range(2))
    rejected = run(catalog.reject_rename_proposal(first.id))

    assert run(catalog.list_rename_proposals_by_recording(recording.id)).items == [second, rejected]


@pytest.mark.parametrize("number", [0, 2, 30, 31, 200])
def test_proposals_added_at_once_equal_those_added_one_by_one(
    run: Run, recording: Recording, number: int
) -> None:
    given = [
        new_proposal(
            recording,
            confidence_score=position / 200,
            proposal_reason=None if position % 2 else "because",
            metadata_used={"position": position},
        )
        for position in range(number)
    ]

    assert run(catalog.add_rename_proposals(given)) == number

    rows = run(catalog.list_rename_proposals(limit=1000)).items
    fields = set(NewRenameProposal.model_fields)
    assert [row.model_dump(include=fields) for row in reversed(rows)] == [one.model_dump() for one in given]
    assert {row.status for row in rows} <= {"pending"}


def test_a_proposal_for_an_unknown_recording_is_an_invalid_reference(run: Run, recording: Recording) -> None:
    wrong = new_proposal(recording, recording_id=NOBODY)

    for call in (
        catalog.add_rename_proposal(wrong),
        catalog.add_rename_proposals([new_proposal(recording), wrong]),
        catalog.add_rename_proposals([new_proposal(recording)] * 40 + [wrong]),
    ):
        with pytest.raises(InvalidReference) as refused:
            run(call)
        assert refused.value.field == "recording_id"
    assert run(catalog.list_rename_proposals()).items == []


def test_a_change_touches_only_the_fields_that_were_given(run: Run, recording: Recording) -> None:
    before = run(catalog.add_rename_proposal(new_proposal(recording)))

    after = run(
        catalog.update_rename_proposal(
            before.id, RenameProposalChanges(proposal_reason=None, confidence_score=1.0)
        )
    )

    changed = {"proposal_reason": None, "confidence_score": 1.0, "updated_at": after.updated_at}
    assert after == before.model_copy(update=changed)
    assert after.updated_at > before.updated_at


def test_every_field_of_a_proposal_but_its_status_can_be_changed(run: Run, recording: Recording) -> None:
    before = run(catalog.add_rename_proposal(new_proposal(recording)))
    wanted: dict[str, Any] = {
        "current_filename": "a.flac",
        "proposed_filename": "b.flac",
        "proposal_reason": "better",
        "metadata_used": {"x": [1]},
        "confidence_score": 0.125,
        "correlation_id": CORRELATION,
    }
    assert set(wanted) == set(RenameProposalChanges.model_fields)

    after = run(catalog.update_rename_proposal(before.id, RenameProposalChanges(**wanted)))

    assert after == before.model_copy(update={**wanted, "updated_at": after.updated_at})


@pytest.mark.parametrize("status", ["approved", "rejected", "applied", "failed"])
def test_what_was_decided_is_not_rewritten(run: Run, recording: Recording, status: str) -> None:
    proposal = run(catalog.add_rename_proposal(new_proposal(recording)))
    for step in WAYS[status]:
        proposal = run(STEPS[step](proposal.id))

    for changes in (
        RenameProposalChanges(proposed_filename="x.flac"),
        RenameProposalChanges(current_filename="x.flac"),
        RenameProposalChanges(metadata_used={}, proposal_reason="better"),
    ):
        with pytest.raises(RuleViolated) as refused:
            run(catalog.update_rename_proposal(proposal.id, changes))
        assert refused.value.constraint == "rename_proposals_only_pending_changes"
        assert run(catalog.get_rename_proposal(proposal.id)) == proposal

    same = RenameProposalChanges(proposed_filename=proposal.proposed_filename, proposal_reason="better")
    assert run(catalog.update_rename_proposal(proposal.id, same)).proposal_reason == "better"


def test_a_recording_has_one_approved_proposal_at_a_time(run: Run, recording: Recording) -> None:
    first, second = (run(catalog.add_rename_proposal(new_proposal(recording))) for _ in range(2))
    elsewhere = run(catalog.add_rename_proposal(new_proposal(run(catalog.add_recording(bare_recording())))))
    for proposal in (first, elsewhere):
        run(catalog.approve_rename_proposal(proposal.id))

    with pytest.raises(Conflict) as refused:
        run(catalog.approve_rename_proposal(second.id))

    assert refused.value.constraint == "rename_proposals_one_approved_unique"
    assert refused.value.field == "recording_id"
    assert run(catalog.get_rename_proposal(second.id)) == second
    run(catalog.fail_rename_proposal(first.id))
    assert run(catalog.approve_rename_proposal(second.id)).status == "approved"


@pytest.mark.parametrize("name", ["../x", "/x", "a/b", "x/", "/", ".", "..", "a\0b"])
def test_a_proposed_name_that_is_a_path_is_refused_before_it_is_sent(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = NewRenameProposal(recording_id=NOBODY, current_filename="a", proposed_filename=name)
    assert refused.value.field == "proposed_filename"
    with pytest.raises(ValidationError) as refused:
        _ = RenameProposalChanges(proposed_filename=name)
    assert refused.value.field == "proposed_filename"


@pytest.mark.parametrize("name", ["...", ".a", "..a", "a", "a.", "a\\b", "\n", "é", ". .", "x" * 255])
def test_any_other_name_is_proposed_as_it_is(run: Run, recording: Recording, name: str) -> None:
    added = run(catalog.add_rename_proposal(new_proposal(recording, proposed_filename=name)))
    assert added.proposed_filename == name


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"confidence_score": float("nan")}, "confidence_score"),
        ({"confidence_score": 1.01}, "confidence_score"),
        ({"confidence_score": -0.01}, "confidence_score"),
        ({"confidence_score": "0.5"}, "confidence_score"),
        ({"proposed_filename": ""}, "proposed_filename"),
        ({"proposed_filename": "x" * 256}, "proposed_filename"),
        ({"current_filename": None}, "current_filename"),
        ({"metadata_used": []}, "metadata_used"),
        ({"metadata_used": {"x": float("inf")}}, "metadata_used.x"),
        ({"metadata_used": {"x": object()}}, "metadata_used.x"),
        ({"recording_id": str(NOBODY)}, "recording_id"),
        ({"correlation_id": 5}, "correlation_id"),
        ({"status": "approved"}, "status"),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"recording_id": NOBODY, "current_filename": "a", "proposed_filename": "b"}

    with pytest.raises(ValidationError) as refused:
        _ = NewRenameProposal(**given | wrong)

    assert field.startswith(refused.value.field)


@pytest.mark.parametrize("wrong", ["Pending", "", None, 5, [], "done"])
def test_a_status_that_no_proposal_has_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = catalog.list_rename_proposals(wrong)

    assert refused.value.field == "status"


def test_removing_a_proposal(run: Run, recording: Recording) -> None:
    added = run(catalog.add_rename_proposal(new_proposal(recording)))

    assert run(catalog.remove_rename_proposal(added.id)) == 1
    assert run(catalog.remove_rename_proposal(added.id)) == 0
    assert run(catalog.get_rename_proposal(added.id)) is None
    with pytest.raises(NotFound):
        run(catalog.update_rename_proposal(added.id, RenameProposalChanges(proposal_reason="x")))
