"""Several messages to the server and all of their results, in one round trip; I/O-free like ``wire``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from psycopg import generators
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

_PIPELINE_SYNC: Final = ExecStatus.PIPELINE_SYNC


def exchange(pgconn: PGconn, sends: Sequence[Callable[[], None]], *, begins: bool) -> PQGen[list[PGresult]]:
    """The results of what these functions send, in their order; of an error too, and of what it stops.

    ``begins`` says that the first of them is a BEGIN.
    """
    pgconn.enter_pipeline_mode()
    try:
        # All into libpq's buffer, and out from there while reading what comes meanwhile; psycopg's
        # pipeline_communicate waits for the socket once per command, and may stop with a part unsent.
        # The first sync is for libpq: after a list it cuts what comes first here into chunks too. A BEGIN
        # has no rows, and each sync is a message of its own, which the server answers at once.
        if not begins:
            pgconn.pipeline_sync()
        for send in sends:
            send()
        pgconn.pipeline_sync()
        yield from generators.send(pgconn)
        received: list[PGresult] = []
        for _ in range(1 if begins else 2):
            while (result := (yield from generators.fetch_many(pgconn))[-1]).status != _PIPELINE_SYNC:
                received.append(result)
        return received
    finally:
        if pgconn.status == 0:  # a lost connection cannot leave pipeline mode, nor needs to
            pgconn.exit_pipeline_mode()
