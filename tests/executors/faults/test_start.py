"""Opening a database that is not there, not there yet, or does not let us in."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.executors.faults.calls import get_answer
from tests.executors.faults.conftest import Connect
from tests.executors.faults.proxy import Proxy
from tracktion_db.errors import Unavailable, UsageError


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong"}, {"dbname": "no such database"}, {"user": "nobody"}, {"sslmode": "require"}],
)
def test_who_is_refused_hears_why_at_once(connect: Connect, url: str, wrong: dict[str, str]) -> None:
    started = time.monotonic()

    with pytest.raises(Unavailable) as raised:
        connect(make_conninfo(url, **wrong))

    assert time.monotonic() - started < 5
    assert isinstance(raised.value.__cause__, psycopg.OperationalError)


def test_settings_that_libpq_refuses_are_not_tried_again(connect: Connect, url: str) -> None:
    started = time.monotonic()

    with pytest.raises(Unavailable) as raised:
        connect(make_conninfo(url, sslmode="perhaps"), retry_attempts=20, retry_delay=10)

    assert time.monotonic() - started < 5
    assert "sslmode" in str(raised.value.__cause__)


def test_nobody_at_the_port_is_reported_after_the_attempts(connect: Connect, proxy: Proxy) -> None:
    proxy.close()
    started = time.monotonic()

    with pytest.raises(Unavailable) as raised:
        connect(proxy.url, retry_attempts=3, retry_delay=0.1)

    assert 0.3 <= time.monotonic() - started < 5
    assert "refused" in str(raised.value.__cause__)


def test_a_server_that_is_not_up_yet_is_found_when_it_is(connect: Connect, url: str) -> None:
    proxy = Proxy(url)
    threading.Timer(0.5, proxy.start).start()

    db = connect(proxy.url, retry_attempts=20, retry_delay=0.1)

    assert db.run(get_answer(1)).number == 1
    db.close()
    proxy.close()


def test_a_database_is_refused_before_it_is_opened_and_after_it_is_closed(connect: Connect, url: str) -> None:
    db = connect(url)
    db.open()
    assert db.run(get_answer(1)).number == 1

    db.close()
    db.close()

    with pytest.raises(UsageError, match="closed"):
        db.run(get_answer(2))
    with pytest.raises(UsageError, match="closed"):
        db.open()
