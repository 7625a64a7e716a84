"""What the graph cannot take: found among others, tried again, given up, healed; and what is not of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from tests.sync.lab import Lab
from tracktion_db import Database, Settings
from tracktion_db.errors import TimedOut, TracktionDBError
from tracktion_db.sync import Failure, Worker, drain, get_graph_lag, list_failures, requeue_dead_letters

UNREADABLE = "UPDATE recordings SET created_at = 'infinity' WHERE id = %s"
READABLE = "UPDATE recordings SET created_at = now() WHERE id = %s"


def poison(lab: Lab) -> UUID:
    """A recording that no client can read."""
    recording = lab.add_recording(title="poison")
    lab.admin.execute(UNREADABLE, (recording,))
    return recording


def failures(lab: Lab, *, only_dead: bool = False) -> list[Failure]:
    return list(lab.db.run(list_failures(only_dead=only_dead)).items)


def try_again(lab: Lab, worker: Worker) -> None:
    """As if the time to try again had come."""
    lab.admin.execute("UPDATE graph_failures SET next_at = now() WHERE next_at IS NOT NULL")
    drain(worker)


def give_up(lab: Lab, worker: Worker) -> None:
    for _ in range(4):
        try_again(lab, worker)


@contextmanager
def unique_albums(lab: Lab) -> Generator[None]:
    """A graph that refuses a second recording of one album."""
    lab.cypher("CREATE CONSTRAINT one_album IF NOT EXISTS FOR (n:Recording) REQUIRE n.album IS UNIQUE")
    try:
        yield
    finally:
        lab.cypher("DROP CONSTRAINT one_album IF EXISTS")


def test_one_that_cannot_be_read_keeps_no_others_from_the_graph(lab: Lab) -> None:
    before = [lab.add_recording(title=f"good {number}") for number in range(10)]
    bad = poison(lab)
    after = [lab.add_recording(title=f"good {number}") for number in range(10)]
    drain(lab.worker())
    there = {row[0] for row in lab.cypher("MATCH (r:Recording) RETURN r.uid")}
    assert there == {str(id_) for id_ in (*before, *after)}
    (failure,) = failures(lab)
    assert (failure.kind, failure.key, failure.attempts) == ("recording", str(bad), 1)
    assert failure.next_at is not None and failure.error_code and failure.reason
    assert "infinity" not in failure.reason and not lab.waiting()


def test_what_the_graph_refuses_keeps_no_others_from_it(lab: Lab) -> None:
    with unique_albums(lab):
        lab.add_recording(album="same", artist="A")
        worker = lab.worker()
        drain(worker)
        second = lab.add_recording(album="same", artist="B")
        lab.add_recording(album="other", artist="C")
        drain(worker)
        (failure,) = failures(lab)
        assert (failure.key, failure.error_code) == (str(second), "conflict")
        albums = lab.cypher("MATCH (r:Recording) RETURN r.album AS album ORDER BY album")
        assert albums == [["other"], ["same"]]
        lab.set(second, "album", "an album of its own")
        drain(worker)
        lab.check()


def test_it_is_tried_five_times_and_is_a_dead_letter_then(lab: Lab) -> None:
    bad = poison(lab)
    worker = lab.worker()
    drain(worker)
    waits: list[float] = []
    for attempt in range(1, 5):
        (failure,) = failures(lab)
        assert failure.attempts == attempt and failure.next_at is not None
        waits.append((failure.next_at - failure.updated_at).total_seconds())
        try_again(lab, worker)
    (failure,) = failures(lab, only_dead=True)
    assert (failure.key, failure.attempts, failure.next_at) == (str(bad), 5, None)
    assert failure.created_at < failure.updated_at
    # Each twice the one before it, from the statement on; updated_at is when its transaction began.
    for number, wait in enumerate(waits):
        assert wait >= 0.2 * 2**number
    lag = lab.db.run(get_graph_lag())
    assert (lag.depth, lag.retrying, lag.dead) == (0, 0, 1)
    try_again(lab, worker)
    assert failures(lab) == [failure]


def test_any_change_heals_a_dead_letter(lab: Lab) -> None:
    bad = poison(lab)
    worker = lab.worker()
    drain(worker)
    give_up(lab, worker)
    lab.admin.execute(READABLE, (bad,))
    drain(worker)
    lab.check()


def test_a_dead_letter_that_is_deleted_is_forgotten(lab: Lab) -> None:
    bad = poison(lab)
    worker = lab.worker()
    drain(worker)
    give_up(lab, worker)
    lab.remove(bad)
    drain(worker)
    lab.check()


@pytest.mark.parametrize("which", ["all", "some"])
def test_dead_letters_are_requeued_with_all_their_attempts(lab: Lab, which: str) -> None:
    with unique_albums(lab):
        lab.add_recording(album="same")
        second = lab.add_recording(album="same")
        worker = lab.worker(most=1)
        drain(worker)
        give_up(lab, worker)
        assert [failure.key for failure in failures(lab, only_dead=True)] == [str(second)]
        things = None if which == "all" else [("recording", str(second)), ("tracklist", str(second))]
        assert lab.db.run(requeue_dead_letters(things)) == 1
        assert failures(lab) == [] and lab.waiting() == [("recording", str(second))]
        drain(worker)
        assert [failure.attempts for failure in failures(lab)] == [1]
    assert lab.db.run(requeue_dead_letters()) == 0
    try_again(lab, worker)
    lab.check()


def test_an_outbox_row_of_an_unknown_kind_is_a_dead_letter(lab: Lab) -> None:
    lab.admin.execute("INSERT INTO graph_outbox (kind, key) VALUES ('nonsense', 'x')")
    lab.add_recording(title="good")
    drain(lab.worker())
    (failure,) = failures(lab)
    assert (failure.kind, failure.key, failure.error_code) == ("nonsense", "x", "validation")
    lab.check(failures=1)


@pytest.mark.parametrize(("kind", "label"), [("recording", "Recording"), ("tracklist", "Tracklist")])
def test_a_node_whose_uid_no_row_can_have_goes(lab: Lab, kind: str, label: str) -> None:
    lab.cypher(f"CREATE (:{label} {{uid: 'no uuid'}})")
    lab.admin.execute("INSERT INTO graph_outbox (kind, key) VALUES (%s, 'no uuid')", (kind,))
    drain(lab.worker())
    lab.check()


def test_nothing_but_poison_stops_nobody(lab: Lab) -> None:
    bad = [poison(lab) for _ in range(30)]
    worker = lab.worker()
    drain(worker)
    assert {failure.key for failure in failures(lab)} == {str(id_) for id_ in bad}
    lab.add_recording(title="good")
    drain(worker)
    assert lab.cypher("MATCH (r:Recording) RETURN r.title") == [["good"]]


def test_a_graph_that_is_down_is_no_fault_of_what_is_written(lab: Lab) -> None:
    lab.add_recording(title="good")
    poison(lab)
    worker = lab.worker()
    with lab.another_graph(connect_timeout=1.0, retry_seconds=0.5) as graph:
        cut_off = Worker(lab.db, graph)
        cut_off.open()
        lab.server.kill()
        try:
            with pytest.raises(TracktionDBError) as caught:
                cut_off.write_batch()
            cut_off.note_failing(caught.value)
        finally:
            lab.server.start()
    lag = lab.db.run(get_graph_lag())
    assert lag.depth > 0 and (lag.retrying, lag.dead) == (0, 0)
    assert lag.failing_since is not None and lag.failure
    drain(worker)
    assert lab.db.run(get_graph_lag()).failing_since is None
    assert len(failures(lab)) == 1


def test_failures_are_listed_page_by_page_the_oldest_first(lab: Lab) -> None:
    bad = [str(poison(lab)) for _ in range(3)]
    worker = lab.worker(most=2)
    drain(worker)
    first = lab.db.run(list_failures(limit=2))
    second = lab.db.run(list_failures(limit=2, cursor=first.next_cursor))
    found = [*first.items, *second.items]
    assert {failure.key for failure in found} == set(bad) and len(found) == 3
    assert [failure.created_at for failure in found] == sorted(failure.created_at for failure in found)


def test_what_the_database_cannot_read_keeps_no_others_from_the_graph(lab: Lab) -> None:
    """As when folding fails on some name: the statement fails, and with it the transaction it is in."""
    lab.admin.execute("ALTER FUNCTION search_fold(text) RENAME TO search_fold_of_before")
    lab.admin.execute(
        "CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN"
        " IF value = 'poison' THEN RAISE EXCEPTION 'not this one'; END IF;"
        " RETURN search_fold_of_before(value); END $$"
    )
    lab.add_recording(title="good")
    bad = lab.add_recording(title="poison")
    lab.add_recording(title="better")
    worker = lab.worker()
    drain(worker)
    (failure,) = failures(lab)
    assert failure.key == str(bad)
    titles = lab.cypher("MATCH (r:Recording) RETURN r.title AS title ORDER BY title")
    assert titles == [["better"], ["good"]]
    lab.set(bad, "title", "healed")
    drain(worker)
    lab.check()


def test_a_start_beyond_all_numbers_is_a_failure_of_its_set_alone(lab: Lab) -> None:
    good = lab.add_tracklist(("A", "T"))
    bad = lab.add_tracklist(("A", "T"))
    lab.admin.execute(
        "UPDATE tracklists SET tracks = jsonb_set(tracks, '{0,start_time}', ('1' || repeat('0', 400))::jsonb)"
        " WHERE id = %s",
        (bad,),
    )
    drain(lab.worker())
    assert [failure.key for failure in failures(lab)] == [str(bad)]
    assert lab.cypher("MATCH (t:Tracklist) RETURN t.uid") == [[str(good)]]


def test_a_locked_table_is_no_fault_of_what_is_written(lab: Lab) -> None:
    lab.add_recording(title="good")
    settings = Settings.from_url(lab.url, pool_min_size=1, lock_timeout=0.2)
    with Database(settings) as db, psycopg.connect(lab.url) as alter:
        worker = Worker(db, lab.graph, most=1)
        worker.open()
        alter.execute("LOCK TABLE recordings IN ACCESS EXCLUSIVE MODE")
        for _ in range(3):
            with pytest.raises(TimedOut):
                worker.write_batch()
        assert failures(lab) == [] and lab.waiting()
    drain(lab.worker())
    lab.check()
