"""Whose rows a call may touch, and how the server is told: for one transaction, never longer. No I/O.

Policies of row-level security read two settings: ``app.user_id`` says whose rows these are, ``app.key`` what
somebody presents to be found by, such as an e-mail address or the hash of a token. A pooled session belongs
to everybody, so both are set inside of the transaction that needs them and end with it.

Their few commands stand here and not in ``sql/``, as BEGIN stands in ``transaction_control``: they belong to
the way in which any statement is sent, and need no preparing, which would cost a round trip.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from psycopg.sql import Literal

from tracktion_db.call import Call
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.statements.row_setting import USER_ID
from tracktion_db.statements.scalars import convert_uuid
from tracktion_db.transaction_control import BEGIN, no_call

# A parameter, because a text that the server logs should hold no e-mail address. SET takes none.
SET_KEY: Final = b"SELECT set_config('app.key', $1, TRUE)"
TAKE_KEY_BACK: Final = b"SET LOCAL app.key TO ''"
TEXT_OID: Final = 25

Begin = tuple[bytes, ...]
"""The commands that go before a call in its pipeline; with any of them a COMMIT goes after it."""


def set_user(user_id: UUID) -> bytes:
    """Tells the open transaction whose rows it may touch."""
    # SET takes no parameters, and set_config() is not passed on by a server that shards.
    return b"SET LOCAL app.user_id TO " + Literal(str(user_id)).as_bytes(None)


def begin_for(begin: bytes, user_id: UUID | None) -> bytes:
    """This BEGIN and what follows it for a user's transaction, as one message."""
    return begin if user_id is None else b"%s; %s" % (begin, set_user(user_id))


def key_of(call: Call[Any]) -> bytes | None:
    """What this call finds its row by, as the text that ``SET_KEY`` takes; None for other calls."""
    setting = call.statement.row_setting
    if setting is None or setting.setting == USER_ID:
        return None
    return str(call.parameters[setting.position]).encode()


def require_user(user_id: object) -> UUID | None:
    """Raises ValidationError unless this is a UUID or None."""
    return convert_uuid(user_id, "user_id")


def user_of(calls: Iterable[Call[Any]], user_id: UUID | None) -> UUID | None:
    """The user of these calls: the one that was given, and named by those that name one.

    Raises ValidationError where these are two: the rows of two people are never touched together.
    """
    user = require_user(user_id)
    for call in calls:
        setting = call.statement.row_setting
        if setting is None or setting.setting != USER_ID:
            continue
        own = call.parameters[setting.position]
        if user is None:
            assert isinstance(own, UUID)
            user = own
        elif own != user:
            name = call.statement.name
            raise ValidationError(
                "user_id", "must be one user, for all that is done together", statement=name
            )
    return user


def begin_of_calls(calls: Iterable[Call[Any]], user_id: UUID | None, *, writes: bool) -> Begin:
    """What several calls in one pipeline begin with: nothing where they only read, for nobody."""
    user = user_of(calls, user_id)
    if user is not None:
        return (BEGIN, set_user(user))
    return (BEGIN,) if writes else ()


def begin_of_call(call: Call[Any], user_id: UUID | None) -> Begin | None:
    """What one call begins with; None where it needs no pipeline and commits by itself."""
    try:
        statement = call.statement
        if user_id is None and statement.row_setting is None:
            return None
    except AttributeError:
        raise no_call(call) from None
    if call.rows is not None:
        raise UsageError(
            f"{statement.name} is a COPY, which PostgreSQL refuses on tables with row-level security: "
            "give it no user_id",
            statement=statement.name,
        )
    return begin_of_calls((call,), user_id, writes=not statement.reads_only)


def begin_inside(call: Call[Any], user_id: UUID | None, user_of_transaction: UUID | None) -> Begin | None:
    """The same for a call in an open transaction, where only a key needs a pipeline."""
    try:
        if user_id is None and call.statement.row_setting is None:
            return None
    except AttributeError:
        raise no_call(call) from None
    require_inside((call,), user_id, user_of_transaction)
    return None if key_of(call) is None else ()


def require_inside(
    calls: Iterable[Call[Any]], user_id: UUID | None, user_of_transaction: UUID | None
) -> None:
    """Raises unless calls with this ``user_id`` may run in a transaction of this user."""
    calls = tuple(calls)
    user = user_of(calls, user_id)
    if user is None or user == user_of_transaction:
        return
    name = calls[0].statement.name
    if user_of_transaction is None:
        raise UsageError(
            f"{name} touches one user's rows, and this transaction is nobody's: "
            "write transaction(user_id=...), or transact(work, user_id=...)",
            statement=name,
        )
    raise ValidationError("user_id", "must be the user of the transaction", statement=name)
