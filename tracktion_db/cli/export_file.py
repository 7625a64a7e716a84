"""``export``: all rows of a table into a file."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tracktion_db.cli.transferring import FileFormat, Table, bar, file_errors
from tracktion_db.database import Database
from tracktion_db.settings import Settings
from tracktion_db.transfer import export_file


def export_rows(
    table: Annotated[Table, typer.Option("--from", help="library is audio tracks, catalog is recordings.")],
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="Replaced when all is written. .gz packs it; - is a pipe."),
    ] = "-",
    form: Annotated[
        FileFormat | None,
        typer.Option("--format", help="By the end of the file's name, by default; csv into a pipe."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object at the end; on standard error into a pipe.")
    ] = False,
) -> None:
    """Export all rows, as they are at one moment, the oldest first; `import` reads them back as they were.

    In CSV null is an empty field and empty text is "". Exit code 0 when all is written, else 1.
    """
    is_pipe = file == "-"
    chosen = form.value if form is not None else "csv" if is_pipe else None
    where = sys.stdout.buffer if is_pipe else Path(file)
    with file_errors(), Database(Settings.from_env()) as db, bar(f"from {table}") as shown:
        report = export_file(
            db,
            table.value,
            where,
            format=chosen,
            on_progress=lambda at: shown.show(at.rows, done=at.rows, total=at.rows_all),
        )
    words = f"{report.rows:,} rows in {report.seconds:.1f} s"
    typer.echo(json.dumps(asdict(report)) if as_json else words, err=is_pipe)
