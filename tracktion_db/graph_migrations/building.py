"""Makes the graph's schema what the files come to, whatever part of it is there already.

A server cannot change schema and data in one transaction, so nothing here relies on what is recorded: it
looks, makes what is missing, and looks again. So a run that was killed is run again, and two at once do the
same; the one that comes second finds done what it was about to do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Final

from tracktion_db.errors import Conflict, StatementError, TimedOut, TracktionDBError, UsageError
from tracktion_db.graph import Graph
from tracktion_db.graph_migrations.files import Schema
from tracktion_db.graph_migrations.records import StoredRule, list_constraints, list_indexes
from tracktion_db.graph_migrations.rules import RANGE, UNIQUENESS, Command

__all__ = ["build", "problems", "stored_rules"]

TYPES: Final = (UNIQUENESS, RANGE)
POLL_SECONDS: Final = 0.1
ONLINE: Final = "ONLINE"
FAILED: Final = "FAILED"
PATIENCE_SECONDS: Final = 5.0
"""How long what looks like a constraint in the making may look so without any change."""
# Of the driver's errors: one server's for a constraint on data that breaks it, beside ConstraintError.
BROKEN_BY_DATA: Final = "Neo.DatabaseError.Schema.ConstraintCreationFailed"

logger = logging.getLogger("tracktion_db.graph_migrations")


def stored_rules(graph: Graph) -> dict[str, StoredRule]:
    """What the graph has, by name. Raises what ``Graph.run`` raises."""
    # In this order a constraint that is being made shows as an index or as itself, never as nothing.
    indexes = graph.run(list_indexes())
    return {rule.name: rule for rule in indexes + graph.run(list_constraints())}


def problems(schema: Schema, stored: dict[str, StoredRule]) -> Iterator[str]:
    """What keeps the graph from having this schema, in a sentence each."""
    for command in schema.made.values():
        wanted, found = command.rule, stored.get(command.name)
        assert wanted is not None  # only such are kept
        if found is None:
            other = next((one for one in stored.values() if one.rule == wanted._replace(name=one.name)), None)
            hint = "" if other is None else f"; the graph has it under another name: drop {other.name}"
            yield f"{command.name}, {wanted}, is missing{hint}"
        elif found.rule != wanted:
            yield f"{command.name} is to be {wanted}, the graph has {found.rule}: drop that"
        elif found.state != ONLINE:
            yield f"{command.name}, {wanted}, is not filled yet ({found.state.lower()})"
    for rule in schema.former:
        if (found := stored.get(rule.name)) and found.rule == rule and schema.rule(rule.name) != rule:
            yield f"{rule.name}, {rule}, is still there"


def build(graph: Graph, schema: Schema, seconds: float) -> None:
    """Make what is missing, drop what is no longer declared, and wait until all of it can be used.

    Raises UsageError where the graph has something else under a name of ours, or ours under another name,
    Conflict where nodes share what is to be unique, StatementError with the place in the file, TimedOut.
    """
    end = time.monotonic() + seconds
    refused: dict[Command, TracktionDBError] = {}
    stored: dict[str, StoredRule] = {}
    changed = time.monotonic()
    while True:
        before, stored = stored, stored_rules(graph)
        if stored != before:
            changed = time.monotonic()
        commands = [
            command
            for rule, command in schema.former.items()
            if rule.name in stored and stored[rule.name].rule == rule and schema.rule(rule.name) != rule
        ]
        if not commands:
            begun = _begun(schema, stored, patient=time.monotonic() < changed + PATIENCE_SECONDS)
            commands = [schema.made[name] for name in schema.made if name not in stored and name not in begun]
        for command in commands:
            if command in refused:
                raise refused[command]
            refused[command] = _run(graph, command, end)
        if commands:
            continue
        found = list(problems(schema, stored))
        if not found:
            return
        failed = [name for name in schema.made if name in stored and stored[name].state == FAILED]
        if failed:
            raise UsageError(f"the server could not fill {failed[0]}: drop it, and run this again")
        if time.monotonic() >= end:
            raise TimedOut(f"{found[0]}, after {seconds:g} seconds")
        time.sleep(POLL_SECONDS)


def _begun(schema: Schema, stored: dict[str, StoredRule], *, patient: bool) -> set[str]:
    """The names of what another run may be making now. Raises UsageError for what is in our way.

    With IF NOT EXISTS servers keep what has the name, or the same schema, and say nothing. And what is being
    made is not always seen as what it becomes: one server shows a constraint as an index of its name before,
    the other one under a name of the server's.
    """
    begun: set[str] = set()
    for name, command in schema.made.items():
        wanted, named = command.rule, stored.get(name)
        assert wanted is not None  # only such are kept
        if named is not None:
            others = [] if named.rule == wanted else [named]
        else:
            others = [one for one in stored.values() if one.rule[2:] == wanted[2:] and one.type in TYPES]
        for other in others:
            seen_as = wanted.type if named is None else RANGE
            may_be_begun = other.rule[2:] == wanted[2:] and other.type == seen_as
            if not may_be_begun or (other.state == ONLINE and not patient):
                raise UsageError(
                    f"{_place(command)}: {name} is to be {wanted}, and the graph has {other.rule} called "
                    f"{other.name}: drop that, and run this again"
                )
            begun.add(name)
    return begun


def _run(graph: Graph, command: Command, end: float) -> StatementError:
    """Run one command. The error that comes back is for when the next look does not find it done."""
    logger.info("%s: %s", _place(command), command.name)
    try:
        graph.define(command.text, timeout=max(1.0, end - time.monotonic()))
    except TracktionDBError as error:
        code = getattr(error.__cause__, "code", None)
        wanted = command.rule
        if wanted is not None and (isinstance(error, Conflict) or code == BROKEN_BY_DATA):
            raise Conflict(
                f"{_place(command)}: several nodes {wanted.owners[0]} have the same {wanted.properties[0]}: "
                "leave one of each, and run this again"
            ) from error
        if type(error) not in (StatementError, TracktionDBError):
            raise
        # Another run may have been faster: IF NOT EXISTS looks before it waits for that one's lock.
        refusal = command.source.error(command.place, f"the server refuses it ({code})", "")
        refusal.__cause__ = error
        return refusal
    return command.source.error(command.place, "the server took it and did nothing", "")


def _place(command: Command) -> str:
    return f"{command.source.path}:{command.source.place(command.place).line}"
