"""Sessions: who is signed in, until when. Table ``sessions``.

::

    token = new_token()                                               # to the client, and nowhere else
    db.run(add_session(user.id, token, timedelta(days=14)))
    session = db.run(get_session(token))                              # None: not signed in any more
    session = db.run(extend_session(token, timedelta(days=14)))       # where using it keeps it alive

Calls take the token and send its SHA-256: the token itself never reaches the database. The database's clock
decides what has expired, and from then on no call returns it. Only ``add_session`` refuses what cannot be a
token: to the others any text is one that is nobody's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tracktion_db.accounts.statements import sql
from tracktion_db.accounts.tokens import hash_of, token_hash
from tracktion_db.call import Call, at_most_one, count, many, one, require_limit
from tracktion_db.errors import ValidationError
from tracktion_db.records import Record

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(days=400)
"""Browsers keep no cookie for longer (RFC 6265bis)."""


class Session(Record):
    """One place where a user is signed in. The token is no field, and neither is its hash."""

    id: UUID
    user_id: UUID
    expires_at: datetime
    """From here on no call returns it."""
    last_seen_at: datetime
    """When it was begun or extended last."""
    created_at: datetime
    updated_at: datetime


def add_session(user_id: UUID, token: str, lifetime: timedelta) -> Call[Session]:
    """Begin a session of 1 second to 400 days, in whole seconds.

    Raises InvalidReference (``user_id``) where there is no such user, Conflict (``token``) for a token that
    was given out before; ValidationError at once for a token or lifetime that cannot be one.
    """
    return one(
        sql["accounts.add_session"],
        Session,
        user_id=user_id,
        token_hash=token_hash(token),
        lifetime_seconds=_seconds(lifetime),
    )


def get_session(token: str) -> Call[Session | None]:
    """The session of this token, whatever text that is; None where there is none, or none any more."""
    return at_most_one(sql["accounts.get_session"], Session, token_hash=hash_of(token))


def extend_session(token: str, lifetime: timedelta) -> Call[Session | None]:
    """Let a session last so long from now on, never shorter than it did; None where there is none any more.

    This is sliding expiry, where a service wants it. It writes: once a minute will do, not each request.
    """
    return at_most_one(
        sql["accounts.extend_session"],
        Session,
        token_hash=hash_of(token),
        lifetime_seconds=_seconds(lifetime),
    )


def list_sessions(user_id: UUID) -> Call[list[Session]]:
    """The sessions of this user that have not expired, the newest first."""
    return many(sql["accounts.list_sessions"], Session, user_id=user_id)


def remove_session(user_id: UUID, session_id: UUID) -> Call[int]:
    """End one session of this user; answers 1, or 0 if the user has no such session."""
    return count(sql["accounts.remove_session"], user_id=user_id, session_id=session_id)


def remove_session_by_token(token: str) -> Call[int]:
    """End the session of this token, as signing out does; answers 1, or 0 where there is none."""
    return count(sql["accounts.remove_session_by_token"], token_hash=hash_of(token))


def remove_other_sessions(user_id: UUID, session_id: UUID) -> Call[int]:
    """End all sessions of this user but this one, as after a new password; answers how many there were.

    None is ended, and the answer is 0, where this one is not the user's.
    """
    return count(sql["accounts.remove_other_sessions"], user_id=user_id, session_id=session_id)


def remove_sessions(user_id: UUID) -> Call[int]:
    """End all sessions of this user, everywhere, and answer how many there were, expired ones among them."""
    return count(sql["accounts.remove_sessions"], user_id=user_id)


def remove_expired_sessions(*, limit: int = 1000) -> Call[int]:
    """Remove at most ``limit`` (1 to 1,000) expired sessions of all users, the longest expired first.

    Answers how many: call again while it is ``limit``. Several may run at once; none waits for another.
    Only a member of ``tracktion_worker`` is shown them: one of ``tracktion_read_write`` is answered 0.
    """
    require_limit(limit)
    return count(sql["accounts.remove_expired_sessions"], row_limit=limit)


def _seconds(lifetime: timedelta) -> int:
    if type(lifetime) is not timedelta or not SHORTEST <= lifetime <= LONGEST:
        raise ValidationError("lifetime", "must be a timedelta of 1 second to 400 days")
    return int(lifetime.total_seconds())
