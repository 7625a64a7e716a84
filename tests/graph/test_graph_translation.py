"""Every kind of error of the driver becomes one of ours, by its class and code."""

from __future__ import annotations

import subprocess
import sys

import pytest
from neo4j import exceptions
from neo4j.exceptions import Neo4jError

from tracktion_db import errors
from tracktion_db.errors import TracktionDBError
from tracktion_db.graph.translation import CONFLICT_RETRIES, translated

TRANSIENT = "Neo.TransientError."
CLIENT = "Neo.ClientError."
# The server's code, our class, and whether the unit is run again.
CODES: list[tuple[str, type[TracktionDBError], bool]] = [
    (TRANSIENT + "Transaction.DeadlockDetected", errors.TransactionAborted, True),
    (TRANSIENT + "Transaction.Outdated", errors.TransactionAborted, True),
    (TRANSIENT + "Transaction.LockAcquisitionTimeout", errors.TimedOut, False),
    (TRANSIENT + "Transaction.Terminated", errors.TimedOut, False),
    (TRANSIENT + "General.DatabaseUnavailable", errors.Unavailable, True),
    (TRANSIENT + "General.MemoryPoolOutOfMemoryError", errors.Unavailable, True),
    (CLIENT + "Transaction.TransactionTimedOut", errors.TimedOut, False),
    (CLIENT + "Transaction.TransactionTimedOutClientConfiguration", errors.TimedOut, False),
    (CLIENT + "Transaction.Terminated", errors.TimedOut, False),
    (CLIENT + "Schema.ConstraintValidationFailed", errors.Conflict, True),
    (CLIENT + "Schema.EquivalentSchemaRuleAlreadyExists", errors.StatementError, False),
    (CLIENT + "Statement.SyntaxError", errors.StatementError, False),
    (CLIENT + "Statement.TypeError", errors.StatementError, False),
    (CLIENT + "Statement.ParameterMissing", errors.StatementError, False),
    (CLIENT + "Statement.AccessMode", errors.UsageError, False),
    (CLIENT + "Procedure.ProcedureNotFound", errors.StatementError, False),
    (CLIENT + "Security.Unauthorized", errors.Unavailable, False),
    (CLIENT + "Security.Forbidden", errors.Unavailable, False),
    (CLIENT + "Security.AuthenticationRateLimit", errors.Unavailable, False),
    (CLIENT + "Security.AuthorizationExpired", errors.TransactionAborted, True),
    (CLIENT + "Database.DatabaseNotFound", errors.Unavailable, False),
    ("Neo.DatabaseError.General.UnknownError", TracktionDBError, False),
    ("Neo.DatabaseError.Schema.ConstraintCreationFailed", TracktionDBError, False),
]
# The driver's own errors for a write before its deadline and after it, and for a read.
OWN: dict[type[Exception], tuple[type[TracktionDBError], ...]] = {
    exceptions.ServiceUnavailable: (errors.Unavailable, errors.TimedOut, errors.Unavailable),
    exceptions.SessionExpired: (errors.Unavailable, errors.TimedOut, errors.Unavailable),
    exceptions.IncompleteCommit: (
        errors.CommitOutcomeUnknown,
        errors.CommitOutcomeUnknown,
        errors.Unavailable,
    ),
    exceptions.ConnectionAcquisitionTimeoutError: (errors.Unavailable,) * 3,
    exceptions.BrokenRecordError: (errors.StatementError,) * 3,
    exceptions.ConfigurationError: (errors.UsageError,) * 3,
}


def server_error(code: str) -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=code, message="geheim")  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(("code", "kind", "again"), CODES, ids=[code for code, *_ in CODES])
def test_the_servers_code_decides(code: str, kind: type[TracktionDBError], again: bool) -> None:
    found = server_error(code)
    error = translated(found, "graph.do_it", reads_only=False, timed_out=False)
    assert type(error) is kind
    assert error.statement == "graph.do_it"
    assert str(error).startswith("graph.do_it: ") and str(found.code) in str(error)
    assert "geheim" not in str(error)
    assert (error.retries > 0) is again
    # To the caller a conflict is final: nobody else will do better than the three attempts did.
    assert error.retryable is (again and kind is not errors.Conflict)


def test_a_conflict_is_tried_a_few_times_only() -> None:
    error = translated(
        server_error(CLIENT + "Schema.ConstraintValidationFailed"), None, reads_only=False, timed_out=False
    )
    assert error.retries == CONFLICT_RETRIES == 3


@pytest.mark.parametrize("found", OWN)
def test_what_became_of_the_connection_decides(found: type[Exception]) -> None:
    write, late_write, read = OWN[found]
    error = found("geheim")
    before = translated(error, "graph.do_it", reads_only=False, timed_out=False)
    late = translated(error, "graph.do_it", reads_only=False, timed_out=True)
    assert (type(before), type(late)) == (write, late_write)
    assert type(translated(error, "graph.do_it", reads_only=True, timed_out=False)) is read
    assert late.retries == 0
    assert "geheim" not in f"{before}{late}"


NO_DRIVER = """
import sys
sys.modules["neo4j"] = None
import tracktion_db
from tracktion_db.errors import UsageError
try:
    import tracktion_db.graph
except UsageError as error:
    print(error)
"""


def test_without_the_driver_only_the_graph_is_missing() -> None:
    done = subprocess.run([sys.executable, "-c", NO_DRIVER], capture_output=True, text=True, check=True)
    assert done.stdout == "the graph needs the driver: pip install 'tracktion-db[graph]'\n"
