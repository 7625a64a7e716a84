"""The demo's queue: one job, two workers at the same moment, and what was really answered."""

from __future__ import annotations

from tests.karaoke.samples import add_jobs, sql
from tracktion_db import Database, karaoke
from tracktion_db.demo.people_tour import people_answers
from tracktion_db.demo.tour import Answer


def queue_answer(db: Database) -> Answer:
    *_, answer = people_answers(db)
    return answer


def test_of_two_workers_at_once_one_gets_the_job(db: Database) -> None:
    answer = queue_answer(db)

    assert answer.statements == ["karaoke.claim_jobs", "karaoke.finish_jobs"]
    assert sorted(line.partition(": ")[2] for line in answer.lines) == [
        "nothing, it is taken",
        "the job, in attempt 1, and says that it is done: finished",
    ]
    assert db.run(karaoke.count_jobs()) == []


def test_jobs_that_are_over_are_not_in_the_way(db: Database, database_url: str) -> None:
    add_jobs(database_url, 2, status="'cancelled'", finished_at="now()")

    assert "karaoke.claim_jobs" in queue_answer(db).statements
    assert [(row.status, row.jobs) for row in db.run(karaoke.count_jobs())] == [("cancelled", 2)]


def test_jobs_of_others_are_named_and_left_alone(db: Database, database_url: str) -> None:
    add_jobs(database_url, 2)

    answer = queue_answer(db)

    assert answer.lines == ["not asked here: 2 jobs of others are open, and the two would take them"]
    assert sql(database_url, "SELECT status, attempts, count(*) FROM jobs GROUP BY 1, 2") == [
        ("pending", 0, 2)
    ]
