"""Credentials: the password hash of who signs in. Column ``users.password_hash``.

Checking a password against it is not ours: argon2-cffi, bcrypt and others do that. Where there are no
credentials, check against some other hash all the same: else the time it takes tells who has an account.
"""

from __future__ import annotations

from uuid import UUID

from pydantic import Field, SecretStr

from tracktion_db.accounts.password_hashes import PasswordHash
from tracktion_db.accounts.statements import sql
from tracktion_db.accounts.users import User, typed
from tracktion_db.call import Call, at_most_one, one
from tracktion_db.records import Input, Record


class Credentials(Record):
    """What a password is checked against."""

    user_id: UUID
    password_hash: SecretStr = Field(exclude=True)
    """As it was stored: ``get_secret_value()``. In no repr, no dump and no export."""


class _NewPassword(Input):
    password_hash: PasswordHash | None


def get_credentials_by_email(email: str) -> Call[Credentials | None]:
    """The password hash of who has this e-mail; None where there is nobody, or nobody with a password."""
    return at_most_one(sql["accounts.get_credentials_by_email"], Credentials, email=typed(email, "email"))


def get_credentials_by_username(username: str) -> Call[Credentials | None]:
    """The password hash of who has this user name; None where there is nobody, or nobody with a password."""
    return at_most_one(
        sql["accounts.get_credentials_by_username"], Credentials, username=typed(username, "username")
    )


def set_password_hash(user_id: UUID, password_hash: SecretStr | None) -> Call[User]:
    """Replace a user's password hash; None removes it. Raises ValidationError for what is no hash, NotFound.

    Sessions stay: ``remove_sessions`` ends them, in the same transaction where that is wanted.
    """
    secret = _NewPassword(password_hash=password_hash).password_hash
    return one(
        sql["accounts.set_password_hash"],
        User,
        user_id=user_id,
        password_hash=None if secret is None else secret.get_secret_value(),
    )
