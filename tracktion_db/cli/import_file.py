"""``import``: rows of a file into a table."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from tracktion_db.cli.transferring import BadRows, Bar, FileFormat, Table, bar, file_errors
from tracktion_db.database import Database
from tracktion_db.errors import Conflict, ValidationError
from tracktion_db.settings import Settings
from tracktion_db.transfer import ImportOptions, ImportProgress, ImportReport, import_file

ROWS_WERE_REJECTED: Final = 3


def import_rows(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV or JSON Lines, also .gz; - for a pipe.")],
    into: Annotated[Table, typer.Option(help="library is audio tracks, catalog is recordings.")],
    form: Annotated[
        FileFormat | None, typer.Option("--format", help="By the end of the file's name, by default.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=FIELD", help="What a column, or key, is. May be repeated."),
    ] = None,
    ignore_unknown: Annotated[
        bool, typer.Option("--ignore-unknown", help="Leave out columns that are no fields.")
    ] = False,
    on_error: Annotated[
        BadRows, typer.Option(help="Stop at the first bad row, or leave bad rows out.")
    ] = BadRows.STOP,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write what was left out to this file: row, field, reason. CSV if it ends so."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, write no row.")] = False,
    name: Annotated[
        str | None, typer.Option(help="What the import is known by, not its path; so a pipe can go on.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin at the first row, whatever earlier runs did.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
) -> None:
    """Import a file: every good row once, however often it is stopped and run again.

    The header of CSV names its columns. An empty field is null, "" is empty text. Without an id a row gets
    one. A run that was stopped, also by kill -9, goes on where it was. What is imported already is not
    imported again. The server is that of DATABASE_URL.

    Exit code 0 when every row is there, 1 when it stopped with an error, 3 when rows were left out.
    """
    options = ImportOptions(
        format=None if form is None else form.value,
        name=name,
        mapping=_mapping(mapping or []),
        ignore_unknown=ignore_unknown,
        on_error=on_error.value,
        rejects=rejects,
        dry_run=dry_run,
        restart=restart,
    )
    source = sys.stdin.buffer if file == "-" else Path(file)
    with file_errors(), Database(Settings.from_env()) as db:
        try:
            with bar(f"into {into}") as shown:
                report = import_file(db, into.value, source, options, on_progress=lambda at: _show(shown, at))
        except (ValidationError, Conflict) as problem:
            if str(problem).startswith("row ") and not dry_run and (file != "-" or name):
                typer.echo("the rows before it are written; the same command goes on at it", err=True)
            raise
    typer.echo(json.dumps(asdict(report), default=str) if as_json else _in_words(report))
    if not rejects:
        for reject in report.first_rejects:
            typer.echo(f"left out: {reject}", err=True)
    if report.rows_rejected:
        raise typer.Exit(ROWS_WERE_REJECTED)


def _show(shown: Bar, at: ImportProgress) -> None:
    shown.show(at.rows_read, done=at.bytes_done, total=at.bytes_all)


def _mapping(given: Sequence[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for item in given:
        header, _, field = item.rpartition("=")
        if not header or not field:
            raise typer.BadParameter(f"{item} is not HEADER=FIELD", param_hint="--map")
        mapping[header] = field
    return mapping


def _in_words(report: ImportReport) -> str:
    counts = f"{report.rows_written:,} rows written, {report.rows_rejected:,} left out"
    if report.was_finished:
        return f"{report.source} is imported already ({counts}): nothing to do; --restart imports it again"
    if report.dry_run:
        return f"{report.rows_written:,} rows could be written, {report.rows_rejected:,} not; nothing was"
    rows = report.rows_read - report.rows_before
    speed = f"{report.seconds:.1f} s, {rows / report.seconds:,.0f} rows/s"
    went_on = f"; went on behind row {report.rows_before:,}" if report.rows_before else ""
    return f"{counts} ({speed}{went_on})"
