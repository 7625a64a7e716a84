"""What a Database and a Transaction both do with calls. ``runner_async`` is the twin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar, overload
from uuid import UUID

from tracktion_db import transaction_control as control
from tracktion_db.call import Call
from tracktion_db.steps import Steps

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")
T6 = TypeVar("T6")
T7 = TypeVar("T7")
T8 = TypeVar("T8")


class Runner(ABC):
    """Something that runs calls."""

    @abstractmethod
    def run(
        self, call: Call[T] | Steps[T], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> T:
        """Run one call, or all calls of some steps, one after another.

        ``timeout`` is a deadline in seconds for the whole, after which it raises TimedOut. ``user_id`` says
        whose rows it may touch where row-level security asks; a call whose header names that user
        (``:set: app.user_id``) says so itself. Two different users are a ValidationError.
        """

    def _run_steps(self, steps: Steps[T], timeout: float | None, user_id: UUID | None) -> T:
        deadline = control.deadline(timeout)
        work = steps.begin()
        answer = None
        while True:
            try:
                call = work.send(answer)
            except StopIteration as end:
                return end.value
            answer = self.run(call, timeout=control.time_left(deadline), user_id=user_id)

    @abstractmethod
    def stream(
        self, call: Call[list[T]], *, timeout: float | None = None, user_id: UUID | None = None
    ) -> AbstractContextManager[Iterator[T]]:
        """The rows of a call that only reads, as they come: ``with db.stream(call) as rows``.

        Leaving the block early stops the statement. ``timeout`` (seconds) limits the whole stream, the
        time that the caller spends on rows included; None means no limit, not the session's. ``user_id`` as
        in ``run``.
        """

    @abstractmethod
    def _run_all(
        self, calls: Sequence[Call[Any]], timeout: float | None, user_id: UUID | None
    ) -> tuple[Any, ...]: ...

    @overload
    def run_all(
        self, c1: Call[T1], /, *, timeout: float | None = None, user_id: UUID | None = None
    ) -> tuple[T1]: ...
    @overload
    def run_all(
        self, c1: Call[T1], c2: Call[T2], /, *, timeout: float | None = None, user_id: UUID | None = None
    ) -> tuple[T1, T2]: ...
    @overload
    def run_all(
        self,
        c1: Call[T1],
        c2: Call[T2],
        c3: Call[T3],
        /,
        *,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> tuple[T1, T2, T3]: ...
    @overload
    def run_all(
        self,
        c1: Call[T1],
        c2: Call[T2],
        c3: Call[T3],
        c4: Call[T4],
        /,
        *,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> tuple[T1, T2, T3, T4]: ...
    @overload
    def run_all(
        self,
        c1: Call[T1],
        c2: Call[T2],
        c3: Call[T3],
        c4: Call[T4],
        c5: Call[T5],
        /,
        *,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> tuple[T1, T2, T3, T4, T5]: ...
    @overload
    def run_all(
        self,
        c1: Call[T1],
        c2: Call[T2],
        c3: Call[T3],
        c4: Call[T4],
        c5: Call[T5],
        c6: Call[T6],
        /,
        *,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> tuple[T1, T2, T3, T4, T5, T6]: ...
    @overload
    def run_all(
        self,
        c1: Call[T1],
        c2: Call[T2],
        c3: Call[T3],
        c4: Call[T4],
        c5: Call[T5],
        c6: Call[T6],
        c7: Call[T7],
        /,
        *,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> tuple[T1, T2, T3, T4, T5, T6, T7]: ...
    @overload
    def run_all(
        self,
        c1: Call[T1],
        c2: Call[T2],
        c3: Call[T3],
        c4: Call[T4],
        c5: Call[T5],
        c6: Call[T6],
        c7: Call[T7],
        c8: Call[T8],
        /,
        *,
        timeout: float | None = None,
        user_id: UUID | None = None,
    ) -> tuple[T1, T2, T3, T4, T5, T6, T7, T8]: ...
    @overload
    def run_all(
        self, *calls: Call[T1], timeout: float | None = None, user_id: UUID | None = None
    ) -> tuple[T1, ...]: ...
    def run_all(
        self, *calls: Call[Any], timeout: float | None = None, user_id: UUID | None = None
    ) -> tuple[Any, ...]:
        """Run calls in one round trip, all or nothing, and answer a tuple in their order.

        Calls that write run in one transaction; in a pipeline the server sees each call only after the one
        before, so a later call reads what an earlier one wrote. The first error is raised. A statement that
        a connection has not met yet costs one round trip more, once; so does, among calls that write, one
        that raises NotFound, since COMMIT waits for its answer. A COPY cannot take part (UsageError).
        All calls are one user's: that of ``user_id``, or of those that name one.
        """
        return self._run_all(calls, timeout, user_id)
