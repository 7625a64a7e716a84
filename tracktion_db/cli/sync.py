"""``sync``, ``verify``, ``rebuild``, ``lag`` and ``failures``: the graph that follows the database.

They need the driver of the graph, so each imports what does.
"""

from __future__ import annotations

import dataclasses
import json
import signal
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tracktion_db.cli.server import found_settings, names_a_server
from tracktion_db.cli.transferring import bar
from tracktion_db.database import Database
from tracktion_db.migrations import apply_migrations

if TYPE_CHECKING:
    from tracktion_db.graph import Graph
    from tracktion_db.sync import Report

# For what ends by itself, seconds without any success.
_PATIENCE = 60.0
_AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@contextmanager
def both(until: threading.Event | None = None) -> Generator[tuple[Database, Graph]]:
    """The database and the graph of the environment, or the embedded ones, which are migrated first.

    With ``until`` a graph that is not up yet is waited for, until that is set.
    """
    from tracktion_db import graph_migrations
    from tracktion_db.cli.graph_server import found_graph_settings, names_a_graph, open_when_up
    from tracktion_db.graph import Graph

    with found_settings() as settings, found_graph_settings() as graph_settings:
        if not names_a_server():
            apply_migrations(settings.conninfo())
        opened = Graph(graph_settings).open() if until is None else open_when_up(graph_settings, until)
        with closing(opened) as graph, Database(settings) as db:
            if not names_a_graph():
                graph_migrations.apply(graph)
            yield db, graph


@contextmanager
def _says_how_to_go_on(how: str) -> Generator[None]:
    """Says it in one line where Ctrl-C, or what may be over the next time, ends the block."""
    from tracktion_db.sync import PASSING

    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"stopped; {how}", err=True)
        raise typer.Exit(130) from None
    except PASSING:
        typer.echo(f"given up; {how}", err=True)
        raise


def sync(
    once: Annotated[bool, typer.Option("--once", help="Until nothing waits, and no longer.")] = False,
    most: Annotated[
        int, typer.Option(help="Changes of one batch at most, 1 to 5,000.", min=1, max=5000)
    ] = 1000,
) -> None:
    """Write what changed to the graph, until SIGTERM or Ctrl-C; a batch that has begun is finished.

    Any number of these may run, on any machine: one writes, the others stand by.
    """
    from tracktion_db.sync import Worker, drain, run

    if once:
        refused: list[int] = []
        with _says_how_to_go_on("`tracktion-db sync --once` writes what still waits"), both() as (db, graph):
            worker = Worker(db, graph, most=most)
            taken = drain(worker, on_batch=lambda batch: refused.append(batch.refused), patience=_PATIENCE)
        if any(refused):
            typer.echo(f"{taken:,} changes taken, {sum(refused):,} refused: see `tracktion-db failures`")
        else:
            typer.echo(f"{taken:,} changes written, nothing waits")
        return
    with _set_on_signals() as stop, both(until=stop) as (db, graph):
        typer.echo("the graph follows the database; Ctrl-C ends it", err=True)
        run(Worker(db, graph, most=most), stop)


@contextmanager
def _set_on_signals() -> Generator[threading.Event]:
    """What SIGTERM and Ctrl-C set, instead of ending the process, as long as the block runs."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: object) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def verify(
    repair: Annotated[
        bool, typer.Option("--repair", help="Have the worker look at all drift again.")
    ] = False,
    as_json: _AsJson = False,
) -> None:
    """Compare the graph with the database, relationships included; exit code 1 where there is drift.

    Changes may go on meanwhile. What waits or was refused is told apart from drift, which nobody would mend.
    """
    from tracktion_db import sync as graph_sync

    with both() as (db, graph), bar("comparing") as shown:
        seen: dict[str, int] = {}

        def progress(kind: str, compared: int) -> None:
            seen[kind] = compared
            shown.show(sum(seen.values()), done=None, total=None)

        report = graph_sync.verify(db, graph, repair=repair, on_progress=progress)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(report)))
    else:
        _show(report)
    if report.drift:
        raise typer.Exit(1)


def rebuild(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    check: Annotated[bool, typer.Option(help="Compare everything at the end.")] = True,
) -> None:
    """Wipe the graph and build it anew from the database, or go on where a rebuild was stopped.

    Workers may go on: they wait until the graph is empty, and then live changes are never long behind it.
    """
    from tracktion_db import graph_migrations
    from tracktion_db import sync as graph_sync

    with both() as (db, graph):
        going_on = graph_sync.get_unfinished(db, graph)
        if going_on is None and not yes:
            typer.confirm("Wipe the graph and build it anew?", abort=True)
        reports: list[Report] = []
        with _says_how_to_go_on("`tracktion-db rebuild` goes on from there"), bar("building") as shown:
            graph_migrations.apply(graph)
            done = graph_sync.rebuild(
                db,
                graph,
                graph_sync.Worker(db, graph),
                on_progress=lambda at: shown.show(at.enqueued, done=at.enqueued, total=at.total),
                check=(lambda: reports.append(graph_sync.verify(db, graph))) if check else None,
            )
    typer.echo(f"{done.enqueued:,} recordings and tracklists")
    for report in reports:
        _show(report)
    if any(report.drift for report in reports):
        raise typer.Exit(1)


def lag(as_json: _AsJson = False) -> None:
    """Show how far the graph is behind; exit code 1 while it takes nothing, or with dead letters.

    It takes nothing while workers say so, and while a rebuild wipes it. That changes wait and no worker
    runs is no error by itself: who must know watches the age of the oldest, `oldest_seconds` in --json.
    """
    from tracktion_db.sync import get_graph_lag, get_rebuild

    with found_settings() as settings, Database(settings) as db:
        found, rebuilding = db.run_all(get_graph_lag(), get_rebuild())
    if as_json:
        answer = found.model_dump(mode="json")
        answer["rebuild"] = rebuilding and {**rebuilding.model_dump(mode="json"), "step": rebuilding.step}
        typer.echo(json.dumps(answer))
    else:
        typer.echo(f"{found.depth:,} changes wait, the oldest for {found.oldest_seconds:.1f} s")
        typer.echo(f"{found.dead:,} dead letters, {found.retrying:,} to be tried again")
        done = (
            "none yet" if found.acknowledged_at is None else f"{found.acknowledged_at:%Y-%m-%d %H:%M:%S} UTC"
        )
        typer.echo(f"token {found.token:,}, {found.acknowledged_token:,} acknowledged; last batch: {done}")
        if rebuilding is not None:
            typer.echo(
                f"a rebuild is not finished ({rebuilding.step}): {rebuilding.enqueued:,} of "
                f"{rebuilding.total:,} were put among the changes; "
                "unless it is running, `tracktion-db rebuild` goes on"
            )
        if found.failing_since is not None:
            typer.echo(
                f"nothing was written since {found.failing_since:%Y-%m-%d %H:%M:%S} UTC: {found.failure}"
            )
    is_wiping = rebuilding is not None and rebuilding.step == "wiping"
    if found.dead or found.failing_since is not None or is_wiping:
        raise typer.Exit(1)


def failures(
    requeue: Annotated[bool, typer.Option("--requeue", help="Try all dead letters again.")] = False,
    limit: Annotated[int, typer.Option(help="How many at most, 1 to 1,000.")] = 100,
    as_json: _AsJson = False,
) -> None:
    """List what the graph refused, the oldest first, with the reason."""
    from tracktion_db.sync import list_failures, requeue_dead_letters

    with found_settings() as settings, Database(settings) as db:
        if requeue:
            typer.echo(f"{db.run(requeue_dead_letters()):,} dead letters are tried again")
            return
        found = db.run(list_failures(limit=limit)).items
    if as_json:
        typer.echo(json.dumps([failure.model_dump(mode="json") for failure in found]))
        return
    table = _table("kind", "uid", "attempts", "next", "code", "reason")
    for failure in found:
        following = "never" if failure.next_at is None else f"{failure.next_at:%Y-%m-%d %H:%M:%S}"
        _add(
            table, failure.kind, failure.key, failure.attempts, following, failure.error_code, failure.reason
        )
    _print(table if found else "nothing was refused")


def _show(report: Report) -> None:
    table = _table("kind", "uid", "why", "what")
    for finding in report.findings:
        _add(table, finding.kind, finding.uid, finding.why, ", ".join(finding.what))
    if report.findings:
        _print(table)
    told = f", {report.enqueued:,} of it enqueued" if report.enqueued else ""
    told += f", {report.rewritten:,} keys written anew" if report.rewritten else ""
    _print(
        f"{report.compared:,} compared in {report.seconds:.1f} s: {len(report.drift):,} drift{told}, "
        f"{len(report.findings) - len(report.drift):,} pending or refused"
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _add(table: Table, *cells: object) -> None:
    table.add_row(*(escape(str(cell)) for cell in cells))


def _print(what: Any) -> None:
    Console(highlight=False, soft_wrap=isinstance(what, str)).print(what)
