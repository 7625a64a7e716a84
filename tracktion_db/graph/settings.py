"""Where the graph is and how to treat it: read from the environment, and from nowhere else.

``NEO4J_URI`` names the server: ``bolt://host:7687`` or ``neo4j://host:7687``, with ``+s`` (a trusted
certificate) or ``+ssc`` (any certificate) for TLS. ``NEO4J_USER`` and ``NEO4J_PASSWORD`` are both set, or
neither where the server asks for none. Everything else has a default and is called ``NEO4J_`` and the
attribute's name in capitals. All times are seconds. An empty variable counts as not set.

The password is in no repr, error, log or pickle.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import pydantic
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from tracktion_db.errors import UsageError, ValidationError

__all__ = ["GraphSettings"]

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
# More is an outage, not a wait; the driver keeps its own times as milliseconds in an int4.
_LONGEST = 2_147_483.0
_Wait = Annotated[float, Field(gt=0, le=_LONGEST, allow_inf_nan=False)]
_Limit = Annotated[float, Field(ge=0, le=_LONGEST, allow_inf_nan=False)]


def _variable(attribute: str) -> str:
    return f"NEO4J_{attribute.upper()}"


class GraphSettings(BaseModel):
    """One graph's address and limits, checked. Made by ``from_env()`` or ``from_uri()``; immutable."""

    model_config = ConfigDict(
        alias_generator=_variable, extra="forbid", frozen=True, validate_by_alias=True, validate_by_name=True
    )

    uri: str
    """The server, as the driver takes it: scheme, host and port."""
    user: str = ""
    """Who logs in; empty where the server asks for no password."""
    password: SecretStr = Field(SecretStr(""), repr=False)
    database: str = Field("neo4j", min_length=1, max_length=63)
    """The database of that server; always sent, which saves the driver a question."""

    pool_size: int = Field(20, ge=1, le=10_000)
    """Most connections of one process."""
    pool_timeout: _Wait = 5.0
    """Longest wait for a free connection, the making of a new one included."""
    connect_timeout: _Wait = 5.0
    """Longest wait for one TCP connection."""
    max_lifetime: _Wait = 300.0
    """A connection older than this is replaced: load balancers drop old ones without a word."""
    liveness: _Limit = 30.0
    """A connection that was idle for longer is asked before it is used; 0 asks each time."""

    timeout: _Wait = 30.0
    """A call or transaction must have ended after this time, all attempts included."""
    retry_seconds: _Limit = 5.0
    """No further attempt of a call or transaction starts after this time; 0 switches retries off."""
    max_rows: int = Field(100_000, ge=1, le=10_000_000)
    """Most rows that one call may answer; more are an error, never a full memory."""
    max_bytes: int = Field(256 * 1024**2, ge=1024, le=64 * 1024**3)
    """Most bytes of values that one call may answer."""

    def __init__(self, **values: Any) -> None:
        problem = None
        try:
            super().__init__(**values)
        except pydantic.ValidationError as error:
            problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
        # Raised out here, so that Pydantic's error, which knows the value, is not even the context of ours.
        if problem is not None:
            raise ValidationError(str(problem["loc"][0]), problem["msg"])

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings that the environment (or ``environ``) holds.

        Raises ValidationError; its ``field`` is the variable to correct, its message never has the value.
        """
        given = {
            name: text for name, text in (os.environ if environ is None else environ).items() if text.strip()
        }
        if "NEO4J_URI" not in given:
            raise ValidationError("NEO4J_URI", "is not set")
        return cls(
            **{alias: given[alias] for name in cls.model_fields if (alias := _variable(name)) in given}
        )

    @classmethod
    def from_uri(cls, uri: str, **overrides: Any) -> Self:
        """Settings for this server, with defaults; ``overrides`` are attributes (``pool_size=4``)."""
        return cls(uri=uri, **overrides)

    @field_validator("uri")
    @classmethod
    def _plain_uri(cls, value: str) -> str:
        text = value.strip()
        if not _is_address(text):
            raise ValidationError(
                "NEO4J_URI",
                "must be like bolt://host:7687 or neo4j+s://host:7687, without user, password and path",
            )
        return text

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if bool(self.user) != bool(self.password.get_secret_value()):
            missing = "NEO4J_PASSWORD" if self.user else "NEO4J_USER"
            raise ValidationError(missing, "must be set: a user and a password are given together")
        return self

    @property
    def server(self) -> str:
        """The address for people and logs, without the password."""
        parts = urlsplit(self.uri)
        user = f"{self.user}@" if self.user else ""
        return f"{user}{parts.netloc}/{self.database}"

    def __getstate__(self) -> dict[Any, Any]:
        raise UsageError("settings hold a password and are not pickled: read them in the new process again")


def _is_address(text: str) -> bool:
    # What stands before an @ would be a password that the driver refuses, and repeats in its error.
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in _SCHEMES
        and bool(parts.hostname)
        and port_is_right
        and text.isprintable()
        and "@" not in text
        and not (parts.path.strip("/") or parts.query or parts.fragment)
    )
