"""Both executors: calls, transactions, schema, and what goes wrong in them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import neo4j
import pytest

from tests.fixtures.graph_server import GraphServer
from tracktion_db.errors import (
    Conflict,
    NotFound,
    StatementError,
    TimedOut,
    TracktionDBError,
    TransactionAborted,
    Unavailable,
    UsageError,
    ValidationError,
)
from tracktion_db.graph import AsyncGraph, Graph, GraphCall, GraphSettings

from .executors import Executor, Run, asyncio_loop, blocking
from .own_calls import (
    UNIQUE,
    Echo,
    Number,
    count_counters,
    count_up,
    divide,
    echo,
    get_node,
    get_number,
    list_numbers,
    merge_uids,
    settings_of,
    take_name,
    work_for_seconds,
)

Open = Callable[[GraphSettings], AbstractContextManager[Executor]]
BOTH = pytest.mark.parametrize("opened", [blocking, asyncio_loop], ids=["blocking", "asyncio"])


@pytest.fixture(params=[blocking, asyncio_loop], ids=["blocking", "asyncio"])
def graph(request: pytest.FixtureRequest, clean_graph: GraphServer) -> Generator[Executor]:
    with request.param(
        settings_of(clean_graph, retry_seconds=0.5, max_rows=1_000, max_bytes=2_000_000)
    ) as graph:
        for statement in UNIQUE:
            graph.define(statement)
        yield graph


def test_calls_are_answered_by_their_shape(graph: Executor) -> None:
    assert graph.run(merge_uids(["a", "b"])) is None
    assert graph.run(count_counters()) == 2
    assert graph.run(count_up("a")) == 1
    assert graph.run(count_up("a")) == 2
    assert graph.run(list_numbers(3)) == [Number(value=1), Number(value=2), Number(value=3)]
    assert graph.run(list_numbers(0)) == []
    assert graph.run(get_number(5)) == Number(value=5)


def test_values_come_back_as_they_were_sent(graph: Executor) -> None:
    at = datetime(2026, 10, 25, 2, 30, 1, 123456, ZoneInfo("Europe/Paris"), fold=1)
    uid = UUID("12345678-1234-5678-1234-567812345678")
    texts = ["Größe", "\N{MUSICAL SYMBOL G CLEF}", ""]
    call = echo(
        text=uid,
        number=-(2**63),
        share=0.1,
        flag=True,
        at=at,
        texts=texts,
        properties={"extra": "x", "gone": None},
    )
    found = graph.run(call)
    assert found == Echo(
        text=str(uid),
        number=-(2**63),
        share=0.1,
        flag=True,
        at=at.astimezone(UTC),
        texts=texts,
        extra="x",
        gone=None,
    )
    assert found.at.tzinfo is UTC


def test_one_without_a_row_is_not_found(graph: Executor) -> None:
    with pytest.raises(NotFound, match=r"graph\.get_number: there is no such row"):
        graph.run(get_number(0))


def test_a_node_is_no_column(graph: Executor) -> None:
    assert graph.run(get_node()) is None
    graph.run(merge_uids(["a"]))
    with pytest.raises(StatementError, match=r"graph\.get_node: column value is a Node"):
        graph.run(get_node())


def test_answers_are_bounded_by_rows(graph: Executor) -> None:
    assert len(graph.run(list_numbers(1_000))) == 1_000
    with pytest.raises(UsageError, match=r"graph\.list_numbers answers more than 1,000 rows") as caught:
        graph.run(list_numbers(1_001))
    assert caught.value.statement == "graph.list_numbers"
    assert graph.run(count_counters()) == 0


def test_answers_are_bounded_by_bytes(graph: Executor) -> None:
    def echo_of(size: int) -> GraphCall[Echo]:
        return echo(
            text="a" * size,
            number=1,
            share=0.5,
            flag=True,
            at=datetime(2026, 10, 25, tzinfo=UTC),
            texts=["b" * 1_000_000],
            properties={"extra": None, "gone": None},
        )

    assert len(graph.run(echo_of(900_000)).text) == 900_000
    with pytest.raises(UsageError, match=r"graph\.echo answers more than 2,000,000 bytes") as caught:
        graph.run(echo_of(1_000_000))
    assert caught.value.statement == "graph.echo"
    assert graph.run(count_counters()) == 0


def test_a_transaction_is_kept_whole(graph: Executor) -> None:
    def work(run: Run) -> tuple[int, int]:
        run(merge_uids(["a", "b"]))
        return run(count_up("a")), run(count_counters())

    assert graph.transact(work) == (1, 2)
    assert graph.run(count_counters()) == 2
    assert graph.transact(lambda run: "nothing done") == "nothing done"


def test_a_transaction_that_an_error_leaves_keeps_nothing(graph: Executor) -> None:
    def work(run: Run) -> None:
        run(merge_uids(["a", "b"]))
        raise KeyError("a")

    with pytest.raises(KeyError):
        graph.transact(work)
    assert graph.run(count_counters()) == 0


def test_a_caught_error_of_the_server_fails_the_transaction(graph: Executor) -> None:
    def work(run: Run) -> None:
        run(merge_uids(["a"]))
        with pytest.raises(StatementError):
            run(divide(0))

    with pytest.raises(TransactionAborted, match="was caught there"):
        graph.transact(work)
    assert graph.run(count_counters()) == 0


def test_a_caught_error_of_the_answer_does_not(graph: Executor) -> None:
    def work(run: Run) -> None:
        run(merge_uids(["a"]))
        with pytest.raises(NotFound):
            run(get_number(0))
        with pytest.raises(UsageError, match="more than 1,000 rows"):
            run(list_numbers(2_000))

    graph.transact(work)
    assert graph.run(count_counters()) == 1


def test_a_transaction_ends_with_its_work(graph: Executor) -> None:
    kept: list[Run] = []
    graph.transact(kept.append)
    with pytest.raises(UsageError, match="this transaction has ended"):
        kept[0](count_counters())


def test_a_unique_key_is_a_conflict_and_nothing_is_kept(graph: Executor) -> None:
    graph.run(take_name("a", "geheim"))
    for attempt in (
        lambda: graph.run(take_name("b", "geheim")),
        lambda: graph.transact(lambda run: [run(merge_uids(["x"])), run(take_name("b", "geheim"))]),
    ):
        with pytest.raises(Conflict, match="a constraint refused the data") as caught:
            attempt()
        assert not caught.value.retryable
        assert "geheim" not in str(caught.value)
        assert "Neo.ClientError.Schema.ConstraintValidationFailed" in str(caught.value)
    assert graph.run(count_counters()) == 1


def test_what_the_server_refuses_is_told_with_its_code(graph: Executor) -> None:
    with pytest.raises(StatementError, match=r"graph\.divide: .*Neo\.ClientError\.Statement\.") as caught:
        graph.run(divide(0))
    assert isinstance(caught.value.__cause__, neo4j.exceptions.Neo4jError)
    with pytest.raises(StatementError, match=r"graph\.define: .*Neo\.ClientError\.Statement\.SyntaxError"):
        graph.define("CREATE CONSTRAINT nonsense")


def test_schema_is_defined_more_than_once(graph: Executor) -> None:
    for statement in UNIQUE:
        graph.define(statement)


def test_the_server_says_who_it_is(graph: Executor, clean_graph: GraphServer) -> None:
    server = graph.server()
    assert server.product == clean_graph.kind
    assert server.version.startswith("5.26")
    assert server.edition == "community"
    assert server.agent in clean_graph.description


@BOTH
def test_rivals_lose_nothing(clean_graph: GraphServer, opened: Open) -> None:
    # One server refuses the second of two MERGE at once, and both may abort: the unit runs again.
    with opened(settings_of(clean_graph, retry_seconds=60, timeout=90)) as graph:
        for statement in UNIQUE:
            graph.define(statement)
        problems: list[TracktionDBError] = []

        def work(number: int) -> None:
            for turn in range(15):
                try:
                    graph.run(merge_uids(sorted(f"{(turn + number + i) % 30}" for i in range(10))))
                    graph.run(count_up("shared"))
                except TracktionDBError as problem:
                    problems.append(problem)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [repr(problem) for problem in problems] == []
        assert graph.run(count_up("shared")) == 4 * 15 + 1
        # turn + number + i reaches 26.
        assert graph.run(count_counters()) == 27 + 1


@pytest.mark.parametrize("given", [count_counters, "RETURN 1", None])
def test_only_calls_are_run(graph: Executor, given: object) -> None:
    with pytest.raises(UsageError, match="run takes a call"):
        graph.run(given)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="run takes a call"):
        graph.transact(lambda run: run(given))  # type: ignore[arg-type]


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), "1", True])
def test_a_bad_timeout_is_refused(graph: Executor, timeout: float) -> None:
    with pytest.raises(ValidationError, match="timeout: must be a number of seconds above 0"):
        graph.run(count_counters(), timeout=timeout)


def test_a_graph_is_used_between_open_and_close(clean_graph: GraphServer) -> None:
    graph = Graph(settings_of(clean_graph))
    with pytest.raises(UsageError, match="not open yet"):
        graph.run(count_counters())
    graph.open()
    with pytest.raises(UsageError, match="open already"):
        graph.open()
    assert graph.run(count_counters()) == 0
    graph.close()
    graph.close()
    for use in (graph.open, graph.server, lambda: graph.run(count_counters())):
        with pytest.raises(UsageError, match="this Graph is closed"):
            use()
    Graph(settings_of(clean_graph)).close()


def test_the_environment_names_the_graph(clean_graph: GraphServer) -> None:
    with Graph.from_env(clean_graph.environment) as graph:
        assert graph.run(count_counters()) == 0


async def test_an_async_graph_is_used_between_open_and_close(clean_graph: GraphServer) -> None:
    async with AsyncGraph.from_env(clean_graph.environment) as graph:
        assert await graph.run(count_counters()) == 0
    with pytest.raises(UsageError, match="this Graph is closed"):
        await graph.run(count_counters())


@BOTH
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "geheim"}, "Neo.ClientError.Security.Unauthorized"),
        ({"database": "missing"}, "Neo.ClientError.Database.DatabaseNotFound"),
    ],
)
def test_a_server_that_lets_nobody_in_is_told_at_once(
    clean_graph: GraphServer, opened: Open, wrong: dict[str, str], code: str
) -> None:
    with pytest.raises(Unavailable, match=f"the server does not let us in .{code}") as caught:
        with opened(settings_of(clean_graph, retry_seconds=100, **wrong)):
            pass
    assert not caught.value.retryable
    assert "geheim" not in f"{caught.value!r} {caught.value.__cause__}"


def test_a_forked_child_leaves_the_parents_connections_alone(clean_graph: GraphServer) -> None:
    with Graph(settings_of(clean_graph)) as graph:
        assert graph.run(count_up("a")) == 1
        # An alarm, because what goes wrong here is often a wait without an end.
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)
            status = 1
            try:
                with pytest.raises(UsageError, match="opened in another process"):
                    graph.run(count_up("a"))
                graph.close()
                with Graph(settings_of(clean_graph)) as own:
                    status = 0 if own.run(count_up("a")) == 2 else 2
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert graph.run(count_up("a")) == 3


def test_the_server_shows_the_statements_name_and_may_stop_it(
    graph: Executor, clean_graph: GraphServer
) -> None:
    problems: list[TracktionDBError] = []

    def work() -> None:
        try:
            graph.run(work_for_seconds(), timeout=60)
        except TracktionDBError as problem:
            problems.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    with clean_graph.driver() as driver:
        found: list[neo4j.Record] = []
        while not found:
            records = driver.execute_query("SHOW TRANSACTIONS YIELD *", database_="neo4j").records
            found = [
                r for r in records if r["currentQuery"].startswith("/* graph.work_for_seconds */ UNWIND")
            ]
        [running] = found
        if clean_graph.kind == "neo4j":  # the other server forgets what was said at BEGIN
            assert running["metaData"] == {"statement": "graph.work_for_seconds"}
        driver.execute_query(
            "TERMINATE TRANSACTION $id YIELD message RETURN message",
            id=running["transactionId"],
            database_="neo4j",
        )
    thread.join()
    assert [(type(problem), "Transaction.Terminated" in str(problem)) for problem in problems] == [
        (TimedOut, True)
    ]
