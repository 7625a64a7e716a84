"""Who writes past the calls: what is processed or over is refused to whoever does not say the lease."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from tests.fixtures.executors import Run
from tests.karaoke.holding import claimed, now_of
from tests.karaoke.samples import end_leases, sql
from tests.migrations.roles.rights import login
from tracktion_db import karaoke

END = "lease_expires_at = NULL, finished_at = now()"
CLAIM = "attempts = attempts + 1, worker = 'psql', lease_expires_at = now() + interval '1 minute'"
ROLES = ("tracktion_read_write", "tracktion_worker", None)


def refused(url: str, role: str | None, change: str) -> str | None:
    """The rule that refuses this change of all jobs, made by a member of the role, or by the owner."""
    try:
        if role is None:
            sql(url, f"UPDATE jobs SET {change}")
        else:
            with login(url, role) as (_, as_member):
                sql(as_member, f"UPDATE jobs SET {change}")
    except psycopg.errors.CheckViolation as error:
        return error.diag.constraint_name
    return None


@pytest.mark.parametrize(
    ("role", "change"),
    [
        *((role, f"status = 'completed', {END}") for role in ROLES),
        *((role, "status = 'pending', lease_expires_at = NULL") for role in ROLES),
        *((role, "lease_expires_at = now() + interval '20 hours'") for role in ROLES),
        *((role, "max_attempts = 50") for role in ROLES),
        ("tracktion_worker", f"status = 'failed', error_message = 'zombie', {END}"),
        ("tracktion_worker", "message = 'zombie'"),
        ("tracktion_worker", f"status = 'processing', {CLAIM}"),
        (None, "priority = 5"),
    ],
)
def test_what_is_processed_is_changed_by_nobody_who_does_not_say_the_attempt(
    run: Run, song_id: UUID, database_url: str, role: str | None, change: str
) -> None:
    job = claimed(run, song_id)
    # A claim is one of those that say no attempt: it is no step while the lease lasts.
    expected = "jobs_lease_not_said"

    assert refused(database_url, role, change) == expected
    assert now_of(run, job) == job


@pytest.mark.parametrize("role", ROLES)
def test_anybody_who_may_write_jobs_cancels_what_is_processed(
    run: Run, song_id: UUID, database_url: str, role: str | None
) -> None:
    job = claimed(run, song_id)

    assert refused(database_url, role, f"status = 'cancelled', {END}") is None
    assert now_of(run, job).status == "cancelled"


def test_who_says_the_attempt_changes_what_is_processed(run: Run, song_id: UUID, database_url: str) -> None:
    job = claimed(run, song_id)

    assert refused(database_url, None, "priority = 5, held_attempt = attempts") is None
    assert now_of(run, job).priority == 5


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (f"status = 'completed', {END}", "jobs_lease_not_said"),
        ("lease_expires_at = now() + interval '20 hours'", "jobs_lease_not_said"),
        ("message = 'zombie'", "jobs_lease_not_said"),
        ("message = 'zombie', held_attempt = 1", "jobs_lease_ran_out"),
        (f"status = 'processing', {CLAIM}", None),
        ("status = 'pending', lease_expires_at = NULL", None),
        (f"status = 'failed', error_message = 'gone', {END}", None),
        (f"status = 'cancelled', {END}", None),
    ],
)
def test_what_nobody_holds_any_more_is_claimed_handed_back_or_ended_and_nothing_else(
    run: Run, song_id: UUID, database_url: str, change: str, rule: str | None
) -> None:
    _ = claimed(run, song_id)
    end_leases(database_url)

    assert refused(database_url, "tracktion_worker", change) == rule


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
@pytest.mark.parametrize(
    ("role", "change"),
    [
        ("tracktion_worker", "message = 'zombie', finished_at = '2000-01-01'"),
        ("tracktion_worker", "error_message = 'zombie'"),
        ("tracktion_read_write", "finished_at = now()"),
        (None, "priority = 5"),
        (None, "progress = 100"),
        (None, "status = status"),
    ],
)
def test_what_is_over_is_changed_by_nobody(
    run: Run, song_id: UUID, database_url: str, status: str, role: str | None, change: str
) -> None:
    job = claimed(run, song_id)
    if status == "completed":
        _ = run(karaoke.finish_jobs([job.lease]))
    elif status == "failed":
        _ = run(karaoke.fail_job(job.lease, "no such codec", is_final=True))
    else:
        _ = run(karaoke.cancel_job(job.id))
    before = now_of(run, job)

    assert refused(database_url, role, change) == "jobs_over"
    assert now_of(run, job) == before
