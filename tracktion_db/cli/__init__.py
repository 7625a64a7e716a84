"""The command line ``tracktion-db``. Each command is a module; this page only puts them together.

Answers go to standard output, progress and errors to standard error. Exit code 1 is an error, in one line.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

try:
    import typer
    from typer.core import TyperGroup
except ModuleNotFoundError:
    raise SystemExit("tracktion-db needs more than the library: pip install 'tracktion-db[cli]'") from None

from tracktion_db.errors import TracktionDBError
from tracktion_db.statements import refused_files

try:
    # The domains read their statements when they are imported, and check tells all that is wrong with them.
    with refused_files() as refused:
        from tracktion_db.cli import (
            check,
            checking,
            demo,
            describe,
            explain,
            export_file,
            grants,
            graph,
            health,
            impact,
            import_file,
            mix,
            neighbours,
            path,
            search,
            server,
            sync,
            unused,
        )
    checking.REFUSED_AT_START.extend(refused)
except TracktionDBError as error:
    raise SystemExit(f"error: {error}") from None

__all__ = ["app"]

# What nobody handles Python writes to standard error: the graph's driver would speak beside our own words.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class _OneLineErrors(TyperGroup):
    """Shows our errors as a sentence; a traceback is for what nobody thought of."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TracktionDBError as error:
            print(f"error: {error}", file=sys.stderr)  # noqa: T201
            for note in getattr(error, "__notes__", ()):
                print(f"  {note}", file=sys.stderr)  # noqa: T201
            if error.__cause__ is not None and error.code == "unavailable":
                print(f"  {str(error.__cause__).strip().splitlines()[0]}", file=sys.stderr)  # noqa: T201
            raise typer.Exit(1) from None

    def resolve_command(self, ctx: Any, args: Any) -> Any:
        found = super().resolve_command(ctx, args)
        # With a file of our own that is wrong only check does its work.
        if checking.REFUSED_AT_START and found[0] != "check":
            raise checking.REFUSED_AT_START[0]
        return found


app = typer.Typer(
    name="tracktion-db",
    help="Hand-written SQL, run by name, answered as typed records.",
    cls=_OneLineErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command()(demo.demo)
app.command()(server.up)
app.command()(server.down)
app.command()(server.migrate)
app.command()(search.search)
app.command()(explain.explain)
app.command()(check.check)
app.command()(describe.describe)
app.command()(impact.impact)
app.command()(unused.unused)
app.command()(grants.grants)
app.command()(health.health)
app.add_typer(graph.app)
app.command()(sync.sync)
app.command()(sync.lag)
app.command()(sync.verify)
app.command()(sync.failures)
app.command()(sync.rebuild)
app.command()(mix.mix)
app.command()(path.path)
app.command()(neighbours.neighbours)
app.command("import")(import_file.import_rows)
app.command("export")(export_file.export_rows)
