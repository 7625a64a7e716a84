"""What the commands about statements share: their database, their statements, and what they print."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import psycopg
import typer

from tracktion_db.check.check import Note
from tracktion_db.check.packages import import_package, statements_of
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.cli.server import names_a_server
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.errors import StatementError, TracktionDBError, Unavailable, UsageError
from tracktion_db.migrations import apply_with_extensions, migrations_folder, pending_migrations
from tracktion_db.settings import Settings
from tracktion_db.statements import Statements, read_statements, sql_folder

OWN_PACKAGE: Final = "tracktion_db"
REFUSED_AT_START: Final[list[StatementError]] = []
"""The files of our own that are wrong: the domains read theirs when the commands are imported."""
NO_TABLE: Final = re.compile(r'relation "[^"]*" does not exist')

PackageOption = Annotated[
    str | None,
    typer.Option("--package", help="Python package of a service: its statements, records and migrations."),
]
MigrationsOption = Annotated[
    Path | None,
    typer.Option(
        "--migrations",
        help="Migrations of the throw-away server; by default those beside the package.",
        exists=True,
        file_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class Found(NamedTuple):
    """The statements that a command is about."""

    statements: Statements
    errors: list[StatementError]
    """Of the files that are none."""
    beside: Statements
    """The others of the package: they may answer the same records."""


def find_statements(paths: list[Path] | None = None, package: str | None = None) -> Found:
    """The statements of these paths, else of the package, else our own.

    The package, or our own, is imported, so that its records are known. Raises UsageError.
    """
    if package:
        # As `python -m` does: the service's package lies where the command is run.
        sys.path.insert(0, str(Path.cwd()))
    modules, refused = import_package(package or OWN_PACKAGE)
    known = statements_of(modules)
    if package and not paths:
        if not known and not refused:
            # Else a check of nothing would pass.
            raise UsageError(f"{package} has no statements: no variable of its modules holds Statements")
        return Found(known, refused, Statements({}))
    read = [path.absolute() for path in paths] if paths else [sql_folder()]
    statements, errors = read_statements(read)
    if not paths:
        # Those of Cypher; the others are told already.
        told = {str(error) for error in errors}
        errors += [error for error in [*REFUSED_AT_START, *refused] if str(error) not in told]
    given = {path.resolve() for path in (statement.path for statement in statements.values())}
    others = {name: other for name, other in known.items() if other.path.resolve() not in given}
    return Found(statements, errors, Statements(others))


def migrations_of(package: str | None) -> Path:
    """The folder ``migrations`` beside a service's package, or in it; ours where it has none."""
    module = sys.modules.get(package) if package else None
    for place in getattr(module, "__path__", ()):
        for folder in (Path(place).parent / "migrations", Path(place) / "migrations"):
            if folder.is_dir():
                return folder
    return migrations_folder()


@contextmanager
def open_database(migrations: Path) -> Generator[psycopg.Connection[Any]]:
    """A connection to the database of the environment, as it is; else to a new one with these migrations.

    The new one has those for each extension that its server offers, too, and its server goes away at the end.
    Raises Unavailable, and what ``apply_migrations`` raises.
    """
    if names_a_server():
        with closing(_connected(Settings.from_env())) as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(prefix="tracktion_db-check-") as folder:
        server = EmbeddedPostgres(Path(folder) / "server", durable=False)
        try:
            # As a context manager it goes away with this process too.
            with server:
                settings = Settings.from_url(server.start())
                apply_with_extensions(settings.conninfo(), folder=migrations)
                with closing(_connected(settings)) as connection:
                    yield connection
        finally:
            server.remove()


def _connected(settings: Settings) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(settings.conninfo())
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise Unavailable(f"{settings.server} cannot be reached: {reason}") from error


def hint_of_pending(migrations: Path) -> str | None:
    """What to say of migrations that the environment's database lacks; None where it has them all."""
    if not names_a_server():
        return None
    try:
        pending = pending_migrations(folder=migrations)
    except TracktionDBError:
        # A role that may not look, or a history of another service's: no hint is no finding.
        return None
    if not pending:
        return None
    some = "1 migration is" if len(pending) == 1 else f"{len(pending)} migrations are"
    return f"hint: {some} not applied to this database: {', '.join(pending)}"


def hint_of_missing_table(migrations: Path, refusals: Iterable[str | None]) -> str | None:
    """What to say where a throw-away server has no such table: whose migrations it has; else None."""
    if names_a_server() or not any(text and NO_TABLE.search(text) for text in refusals):
        return None
    return (
        f"hint: the throw-away server has the migrations of {shown_path(str(migrations))}; "
        "--package or --migrations leads to others"
    )


def hint_of_missing_rights(notes: Iterable[Note]) -> str | None:
    """What to say where the role may not do what statements do: the server plans them for nobody else."""
    if not any("InsufficientPrivilege" in note.text for note in notes):
        return None
    return (
        "hint: this role lacks rights, so indexes are not checked in full: "
        "tracktion-db grants --role ROLE prints those that it needs"
    )


@contextmanager
def usage_errors() -> Generator[None]:
    """Exit code 2 for what kept a command from doing its work: 1 means that it found something."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        complain(
            f"error: this role lacks rights: {error.diag.message_primary}; "
            "run it as the owner, or give the role what tracktion-db grants --role ROLE prints"
        )
        raise typer.Exit(2) from None
    except (TracktionDBError, psycopg.OperationalError) as error:
        complain(f"error: {error}")
        raise typer.Exit(2) from None


def complain(text: str) -> None:
    """Print to standard error."""
    typer.echo(text, err=True)


def shown_path(path: str) -> str:
    """The path as it is seen from the current folder, if it lies below it."""
    try:
        return Path(path).absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path


@contextmanager
def analysed_statements(
    connection: psycopg.Connection[Any], statements: Statements
) -> Generator[tuple[Session, ServerCatalog, list[Analysed]]]:
    """All of these statements as the server understands them, for as long as the block runs.

    Those whose extension the database has not are left out, and it is said. Raises StatementError for the
    first one that it refuses: an answer without it would be wrong.
    """
    with Session.open(connection) as session:
        server = ServerCatalog(session)
        found: list[Analysed] = []
        for statement in statements.values():
            if lack := server.lack_of(statement):
                complain(f"note: {statement.name} is left out: {lack}")
                continue
            analysed = analyse(session, server, statement)
            if not isinstance(analysed, Analysed):
                raise StatementError(str(analysed), statement=statement.name)
            found.append(analysed)
        yield session, server, found


@contextmanager
def analysed_package(
    package: str | None, migrations: Path | None
) -> Generator[tuple[psycopg.Connection[Any], Session, ServerCatalog, list[Analysed]]]:
    """The statements of a service's package, or ours, on the database of the environment or a new one.

    Raises StatementError for a file that is no statement, too.
    """
    found = find_statements(None, package)
    for error in found.errors:
        raise error
    with (
        open_database(migrations or migrations_of(package)) as connection,
        analysed_statements(connection, found.statements) as (session, server, analysed),
    ):
        yield connection, session, server, analysed
