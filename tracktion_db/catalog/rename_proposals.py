"""Rename proposals: better file names, each decided once and applied once. Table ``rename_proposals``.

::

    pending ── approve ──> approved ── apply ──> applied
       └────── reject ───> rejected   └─ fail ─> failed

The database keeps to these steps: whoever comes second, at once or later, gets RuleViolated with the
constraint ``rename_proposals_allowed_transition``. What was decided stays as it was: file names and metadata
change only while a proposal is pending (``rename_proposals_only_pending_changes``). Of one recording at most
one proposal is approved at a time (``rename_proposals_one_approved_unique``).

Raised when a call is run: InvalidReference (``recording_id``) by what adds, NotFound by what changes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, get_args
from uuid import UUID

from pydantic import Field, JsonValue

from tracktion_db.call import Call, Page, at_most_one, count, one, page
from tracktion_db.catalog.fields import Confidence, FileName, PlainFileName
from tracktion_db.catalog.statements import sql
from tracktion_db.errors import ValidationError
from tracktion_db.fields import LongText, NotNull
from tracktion_db.inputs import add_all, changes_of, rows_of, values_of
from tracktion_db.paging import LAST_ID, LATEST
from tracktion_db.records import Input, JsonObject, Record
from tracktion_db.statements import convert_jsonb

RenameProposalStatus: TypeAlias = Literal["pending", "approved", "rejected", "applied", "failed"]

STATUSES = get_args(RenameProposalStatus)


class RenameProposal(Record):
    """A better name for a file."""

    id: UUID
    recording_id: UUID
    current_filename: str
    """What the file was called when this was proposed."""
    proposed_filename: str
    """What it should be called: a name without a folder."""
    proposal_reason: str | None
    """Why, for people."""
    metadata_used: JsonObject
    """The metadata that the proposed name was made of."""
    confidence_score: float
    """0 (a guess) to 1 (certain)."""
    status: RenameProposalStatus
    correlation_id: UUID | None
    """The event that a service was working on when it wrote this row."""
    created_at: datetime
    updated_at: datetime


class NewRenameProposal(Input):
    """A rename proposal to add; it will be pending."""

    recording_id: UUID
    current_filename: FileName
    proposed_filename: PlainFileName
    proposal_reason: LongText | None = None
    metadata_used: JsonObject = Field(default_factory=dict[str, JsonValue])
    confidence_score: Confidence = 0.0
    correlation_id: UUID | None = None


class RenameProposalChanges(Input):
    """What to change of a rename proposal: what is not given stays, None sets the column to null."""

    current_filename: Annotated[FileName | None, NotNull] = None
    proposed_filename: Annotated[PlainFileName | None, NotNull] = None
    proposal_reason: LongText | None = None
    metadata_used: Annotated[JsonObject | None, NotNull] = None
    confidence_score: Annotated[Confidence | None, NotNull] = None
    correlation_id: UUID | None = None


def add_rename_proposal(proposal: NewRenameProposal) -> Call[RenameProposal]:
    """Add one rename proposal."""
    values = _with_json(values_of(proposal, NewRenameProposal, "proposal"))
    return one(sql["catalog.add_rename_proposal"], RenameProposal, **values)


def add_rename_proposals(proposals: Sequence[NewRenameProposal]) -> Call[int]:
    """Add rename proposals, all or none, and answer their number. Many go by binary COPY."""
    rows = [_with_json(values) for values in rows_of(proposals, NewRenameProposal, "proposals")]
    return add_all(sql["catalog.add_rename_proposals"], sql["catalog.copy_rename_proposals"], rows)


def get_rename_proposal(proposal_id: UUID) -> Call[RenameProposal | None]:
    """The rename proposal with this id, or None."""
    return at_most_one(sql["catalog.get_rename_proposal"], RenameProposal, proposal_id=proposal_id)


def list_rename_proposals(
    status: RenameProposalStatus = "pending",
    *,
    minimum_confidence: float = 0.0,
    limit: int = 100,
    cursor: str | None = None,
) -> Call[Page[RenameProposal]]:
    """The rename proposals of this status that are at least so sure (0 to 1), the surest first."""
    if status not in STATUSES:
        raise ValidationError("status", f"must be one of {', '.join(STATUSES)}")
    return page(
        sql["catalog.list_rename_proposals"],
        RenameProposal,
        before_first={"confidence_score": 1.0, "id": LAST_ID},
        limit=limit,
        cursor=cursor,
        status=status,
        minimum_confidence=minimum_confidence,
    )


def list_rename_proposals_by_recording(
    recording_id: UUID, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[RenameProposal]]:
    """All rename proposals of this recording, whatever became of them, the newest first."""
    return page(
        sql["catalog.list_rename_proposals_by_recording"],
        RenameProposal,
        before_first={"created_at": LATEST, "id": LAST_ID},
        limit=limit,
        cursor=cursor,
        recording_id=recording_id,
    )


def update_rename_proposal(proposal_id: UUID, changes: RenameProposalChanges) -> Call[RenameProposal]:
    """Change the fields that were given to ``changes``, at least one; the status has calls of its own.

    Raises RuleViolated for other file names or other metadata of a proposal that is not pending.
    """
    values = _with_json(changes_of(changes, RenameProposalChanges))
    return one(sql["catalog.update_rename_proposal"], RenameProposal, proposal_id=proposal_id, **values)


def approve_rename_proposal(proposal_id: UUID, *, correlation_id: UUID | None = None) -> Call[RenameProposal]:
    """Approve a pending proposal; raises RuleViolated in any other status, NotFound when there is none.

    Raises Conflict while another proposal of the same recording is approved: apply it or tell that it failed.
    """
    return _decided("catalog.approve_rename_proposal", proposal_id, correlation_id)


def reject_rename_proposal(proposal_id: UUID, *, correlation_id: UUID | None = None) -> Call[RenameProposal]:
    """Reject a pending proposal; raises RuleViolated in any other status, NotFound when there is none."""
    return _decided("catalog.reject_rename_proposal", proposal_id, correlation_id)


def apply_rename_proposal(proposal_id: UUID, *, correlation_id: UUID | None = None) -> Call[RenameProposal]:
    """Tell that an approved rename was carried out; raises RuleViolated in any other status, NotFound."""
    return _decided("catalog.apply_rename_proposal", proposal_id, correlation_id)


def fail_rename_proposal(proposal_id: UUID, *, correlation_id: UUID | None = None) -> Call[RenameProposal]:
    """Tell that an approved rename did not work; raises RuleViolated in any other status, NotFound."""
    return _decided("catalog.fail_rename_proposal", proposal_id, correlation_id)


def remove_rename_proposal(proposal_id: UUID) -> Call[int]:
    """Remove a rename proposal; answers 1, or 0 if there was none."""
    return count(sql["catalog.remove_rename_proposal"], proposal_id=proposal_id)


def _decided(name: str, proposal_id: UUID, correlation_id: UUID | None) -> Call[RenameProposal]:
    return one(sql[name], RenameProposal, proposal_id=proposal_id, correlation_id=correlation_id)


def _with_json(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "metadata_used": convert_jsonb(values["metadata_used"], "metadata_used")}
