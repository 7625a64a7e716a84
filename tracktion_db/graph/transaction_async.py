"""A transaction of the asyncio executor of the graph; the twin of ``transaction``."""

from __future__ import annotations

from typing import LiteralString, TypeVar, cast

import neo4j

from tracktion_db.errors import TracktionDBError, UsageError

from .bounded_rows import BoundedRows, Bounds
from .building import answer
from .call import GraphCall, require_call
from .conversation import DRIVER_ERRORS, CallDeadline
from .translation import translated

__all__ = ["AsyncGraphTransaction"]

T = TypeVar("T")


class AsyncGraphTransaction:
    """Runs calls in one transaction; usable inside the work that it was given to only."""

    def __init__(self, transaction: neo4j.AsyncTransaction, deadline: CallDeadline, bounds: Bounds) -> None:
        self._transaction = transaction
        self._deadline = deadline
        self._bounds = bounds
        self.first_error: TracktionDBError | None = None
        """What failed the transaction, if anything did: the server keeps nothing of it then."""
        self.ended = False

    async def run(self, call: GraphCall[T]) -> T:
        """Run one call and return its answer.

        Raises NotFound, Conflict, StatementError, TimedOut, Unavailable and TransactionAborted; UsageError
        for an answer of more than ``NEO4J_MAX_ROWS`` rows or ``NEO4J_MAX_BYTES``.
        """
        require_call(call)
        if self.ended:
            raise UsageError("this transaction has ended: use it inside its work only")
        statement = call.statement
        try:
            result = await self._transaction.run(cast("LiteralString", statement.text), dict(call.parameters))
            columns = result.keys()
            answered = BoundedRows(call, self._bounds)
            async for record in result:
                answered.add(record.values())
        except DRIVER_ERRORS as error:
            failed = translated(
                error, statement.name, reads_only=statement.reads_only, timed_out=self._deadline.passed
            )
            self.first_error = self.first_error or failed
            raise failed from error
        return answer(call, columns, answered.rows)
