"""Graph migrations: constraints and indexes of the graph, one numbered Cypher file after the other.

``tracktion-db graph migrate`` is the command. The graph says itself which files it has, in nodes
``GraphMigration``. They guard the history, and nothing else: what is made and dropped is found by looking.

rules     constraints and indexes as values, and the statements that make and drop them
files     the folder ``cypher/``, and the schema that it comes to
records   what the graph says of itself
building  makes the schema
seeds     the musical keys, which every graph has
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tracktion_db.errors import UsageError
from tracktion_db.graph import Graph
from tracktion_db.graph_migrations.building import build, problems, stored_rules
from tracktion_db.graph_migrations.files import SchemaFile, read_folder, schema_folder, schema_of
from tracktion_db.graph_migrations.records import AppliedMigration, add_migrations, list_migrations
from tracktion_db.graph_migrations.seeds import KEYS, keys_hash, list_keys, problems_of_keys, seed_keys

__all__ = ["MigrationStatus", "Status", "apply", "schema_folder", "status"]

INDEX_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """One migration, of the files or of data; ``applied_at`` is None while the graph lacks it."""

    name: str
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """How a graph stands to the files."""

    migrations: list[MigrationStatus]
    """All there are, in order."""
    problems: list[str]
    """What differs, in a sentence each: nothing where all is well."""

    @property
    def pending(self) -> list[str]:
        """The names of what ``apply`` would apply."""
        return [migration.name for migration in self.migrations if migration.applied_at is None]


def apply(graph: Graph, *, folder: Path | None = None, seconds: float = INDEX_SECONDS) -> list[str]:
    """Apply what is not applied yet, and return the names of it, in order; the musical keys come last.

    Also makes again what somebody dropped by hand, and the keys where somebody changed them. ``seconds`` is
    how long indexes may take to be filled; ``folder`` is the package's own by default. Safe to run again
    after any failure, and in several processes at once.

    Raises UsageError (an applied file was edited or is gone, one comes too late, something else has a name of
    ours), Conflict (nodes share what is to be unique), StatementError, TimedOut, Unavailable.
    """
    files = read_folder(folder or schema_folder())
    schema = schema_of(files)
    pending = _pending(files, graph.run(list_migrations()))
    build(graph, schema, seconds)
    if pending:
        graph.run(add_migrations(pending))
    applied = [file.name for file in pending]
    return [*applied, KEYS] if seed_keys(graph) else applied


def status(graph: Graph, *, folder: Path | None = None) -> Status:
    """How the graph stands to the files. Changes nothing; raises what ``Graph.run`` raises."""
    files = read_folder(folder or schema_folder())
    recorded = graph.run(list_migrations())
    found: list[str] = []
    try:
        _pending(files, recorded)
    except UsageError as error:
        found.append(str(error))
    found += problems(schema_of(files), stored_rules(graph))
    times = {one.name: one.applied_at for one in recorded if one.name != KEYS or one.hash == keys_hash()}
    if KEYS in times:
        wrong = problems_of_keys(graph.run(list_keys()))
        found += [f"the key {uid or 'without uid'}: {', '.join(what)}" for uid, what in wrong.items()]
    names = [*(file.name for file in files), KEYS]
    return Status([MigrationStatus(name, times.get(name)) for name in names], found)


def _pending(files: Sequence[SchemaFile], recorded: Sequence[AppliedMigration]) -> list[SchemaFile]:
    applied = {one.name: one.hash for one in recorded if one.name != KEYS}
    known = {file.name for file in files}
    newest = max(applied, default="")
    for name in applied:
        if name not in known:
            raise UsageError(
                f"the graph has the migration {name}, which is not among these files: update them"
            )
    for file in files:
        if file.name not in applied:
            if file.name < newest:
                raise UsageError(f"{file.name} comes too late: {newest} is applied; give it a higher number")
        elif applied[file.name] != file.content_sha256:
            raise UsageError(f"{file.name} was edited after it was applied: restore it, write a new one")
    return [file for file in files if file.name not in applied]
