"""Users: who has an account. Table ``users``.

An e-mail and a user name are each unique whatever their case and Unicode form; one of the two is enough. Both
are kept as they were given: send mail to ``User.email``, never to what somebody typed to sign in.

What somebody types to sign in may be any text: what can be no name is nobody's.

Raised when a call is run: Conflict (``email``, ``username``) where another user has it, RuleViolated
(``email``) where neither would be left, NotFound by what changes a user that is not there.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from pydantic import Field, model_validator

from tracktion_db.accounts.fields import Email, Username
from tracktion_db.accounts.password_hashes import PasswordHash
from tracktion_db.accounts.statements import sql
from tracktion_db.call import Call, at_most_one, one
from tracktion_db.errors import ValidationError
from tracktion_db.inputs import changes_of, values_of
from tracktion_db.records import Input, Record, wrong_field

MOST_TYPED = 1000
"""What anybody types is looked for up to this length: no e-mail and no user name has as many characters."""
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class User(Record):
    """Who has an account. Its password hash is no field: ask for ``Credentials``."""

    id: UUID
    email: str | None = Field(repr=False)
    """As it was given; in no repr."""
    username: str | None
    """As it was given."""
    has_password: bool
    """Whether a password hash is stored."""
    created_at: datetime
    updated_at: datetime


class NewUser(Input):
    """A user to add: with an e-mail, a user name or both."""

    id: UUID = Field(default_factory=uuid4)
    """Made here, for ``db.transaction(user_id=new.id)``: the user with what is theirs, or nothing of it."""
    email: Email | None = Field(default=None, repr=False)
    username: Username | None = None
    password_hash: PasswordHash | None = None
    """What a hashing library wrote; None for who signs in another way."""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if self.email is None and self.username is None:
            raise wrong_field("email", "give an email, a username or both")
        return self


class UserChanges(Input):
    """What to change of a user: what is not given stays, None removes it. The password has its own call."""

    email: Email | None = Field(default=None, repr=False)
    username: Username | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        # Whether one that is removed alone was the only one, the database knows.
        if len(self.model_fields_set) != 1 and self.email is None and self.username is None:
            raise wrong_field("email", "give an email, a username or both")
        return self


class RemovedUser(Record):
    """How many rows were removed with a user, and how many stay without naming them."""

    id: UUID
    """The user's; it means nobody now."""
    sessions: int
    """Those that had expired among them."""
    conversations: int
    messages: int
    transcripts: int
    chunks: int
    templates: int
    """The user's own; those for everybody stay."""
    anonymised_config_changes: int
    """Changes of settings that this user made: they stay, without saying who."""


def add_user(user: NewUser) -> Call[User]:
    """Add a user; the id is in it, so run again it is a Conflict and no second user."""
    values = values_of(user, NewUser, "user")
    secret = values["password_hash"]
    return one(
        sql["accounts.add_user"],
        User,
        user_id=values["id"],
        email=values["email"],
        username=values["username"],
        password_hash=None if secret is None else secret.get_secret_value(),
    )


def get_user(user_id: UUID) -> Call[User | None]:
    """The user with this id, or None."""
    return at_most_one(sql["accounts.get_user"], User, user_id=user_id)


def get_user_by_email(email: str) -> Call[User | None]:
    """The user with this e-mail, in any case and Unicode form, or None, also for what is no e-mail."""
    return at_most_one(sql["accounts.get_user_by_email"], User, email=typed(email, "email"))


def get_user_by_username(username: str) -> Call[User | None]:
    """The user with this name, in any case and Unicode form, or None, also for what is no user name."""
    return at_most_one(sql["accounts.get_user_by_username"], User, username=typed(username, "username"))


def update_user(user_id: UUID, changes: UserChanges) -> Call[User]:
    """Change the fields that were given to ``changes``, at least one."""
    values = changes_of(changes, UserChanges)
    return one(sql["accounts.update_user"], User, user_id=user_id, **values)


def remove_user(user_id: UUID) -> Call[RemovedUser]:
    """Remove a user with all that is theirs, in one statement, and say what that was; raises NotFound.

    What is added for the user at the very same time is removed too, but not counted.
    """
    return one(sql["accounts.remove_user"], RemovedUser, user_id=user_id)


def typed(given: object, field: str) -> str:
    """What somebody typed to sign in; "", which is nobody's name, for what the database could not hold."""
    if not isinstance(given, str):
        raise ValidationError(field, "must be a str")
    if len(given) > MOST_TYPED or _UNSTORABLE.search(given):
        return ""
    return given
