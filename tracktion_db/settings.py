"""Where the database is and how to treat it: read from the environment, and from nowhere else.

Three ways to name the server, the first one that is set wins:

1. ``DATABASE_URL``: ``postgresql://user:password@host:5432/name`` (also ``postgres://``,
   ``postgresql+psycopg://`` and libpq's ``host=... dbname=...``). Special characters of a user or password
   are percent-encoded.
2. ``DB_CONNECTION_NAME`` (``project:region:instance``): the Cloud SQL socket ``/cloudsql/<name>``, with
   ``DB_NAME``, ``DB_USER`` and ``DB_PASSWORD``.
3. ``DB_HOST`` (or a socket folder), ``DB_PORT``, ``DB_NAME``, ``DB_USER`` and ``DB_PASSWORD``.

Everything else has a default and is called ``DB_`` and the attribute's name in capitals: ``pool_max_size`` is
``DB_POOL_MAX_SIZE``. All times are seconds. An empty variable counts as not set. What the URL says itself
(``?application_name=...&connect_timeout=...&options=...``) wins over the variables; only the time zone does
not bend. What neither says, libpq still takes from ``PGPASSFILE``, ``PGSSLMODE`` and the like.

The password is in ``conninfo()`` and in no repr, error, log or pickle.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

import psycopg
import pydantic
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from tracktion_db.errors import UsageError, ValidationError

__all__ = ["Settings"]

# The server keeps its time-outs as milliseconds in an int4.
_LONGEST = 2_147_483.0
_Wait = Annotated[float, Field(gt=0, le=_LONGEST, allow_inf_nan=False)]
_Limit = Annotated[float, Field(ge=0, le=_LONGEST, allow_inf_nan=False)]  # 0 switches the limit off

_URL = re.compile(r"^postgres(?:ql)?(?:\+[a-z0-9_]+)?://", re.IGNORECASE)
_CLOUD_SQL = re.compile(r"[^/:\s]+(?::[^/:\s]+){2,}")


def _variable(attribute: str) -> str:
    return f"DB_{attribute.upper()}"


class Settings(BaseModel):
    """One database's address and limits, checked. Made by ``from_env()`` or ``from_url()``; immutable."""

    model_config = ConfigDict(
        alias_generator=_variable, extra="forbid", frozen=True, validate_by_alias=True, validate_by_name=True
    )

    url: SecretStr = Field(alias="DATABASE_URL", repr=False)
    """The server, as a libpq connection string without the limits below. Secret: it holds the password."""

    application_name: str = Field("tracktion_db", min_length=1, max_length=63)
    """What ``pg_stat_activity`` and the server's log call this service."""

    retry_attempts: int = Field(5, ge=1, le=1000)
    """How often the first connection is tried at start before giving up."""
    retry_delay: _Limit = 1.0
    """Pause before the second try; it doubles with each further one."""
    connect_timeout: _Wait = 5.0
    """Longest wait for one connection attempt to one host; rounded up to whole seconds, at least 2."""

    pool_min_size: int = Field(2, ge=0, le=10_000)
    pool_max_size: int = Field(10, ge=1, le=10_000)
    """Over all processes together stay below 80 % of the server's ``max_connections``."""
    pool_timeout: _Wait = 5.0
    """Longest wait for a free connection."""
    pool_max_waiting: int = Field(default_factory=lambda values: 5 * values["pool_max_size"], ge=1)
    """Callers that may queue for a connection; the next one fails at once. Default: 5 for each connection."""
    pool_max_lifetime: _Wait = 1800.0
    """A connection older than this is replaced when it comes back."""
    pool_max_idle: _Wait = 300.0
    """A connection above ``pool_min_size`` that was idle for this long is closed."""
    pool_reconnect_timeout: _Wait = 5.0
    """How long the pool replaces a lost connection by itself; then the next caller starts it again."""

    statement_timeout: _Limit = 30.0
    """The server stops a statement after this time; 0 means never. A call may set a shorter deadline."""
    lock_timeout: _Limit = 5.0
    """The server gives up waiting for a lock after this time; 0 means never."""
    idle_in_transaction_timeout: _Limit = 60.0
    """The server closes a session that holds a transaction open and idle for so long; 0 means never."""
    tcp_user_timeout: _Limit = 10.0
    """A peer that acknowledges nothing for this long counts as lost; 0 leaves it to the operating system."""

    validate_rows: bool = False
    """Debug switch: every row goes through its record's full validation instead of the fast path."""

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
        values: dict[str, Any] = {
            alias: given[alias] for field in cls.model_fields.values() if (alias := str(field.alias)) in given
        }
        values["DATABASE_URL"] = given.get("DATABASE_URL") or _from_parts(given)
        return cls(**values)

    @classmethod
    def from_url(cls, url: str, **overrides: Any) -> Self:
        """Settings for this server, with defaults; ``overrides`` are attributes (``pool_max_size=4``)."""
        return cls(DATABASE_URL=url, **overrides)

    @field_validator("url", mode="before")
    @classmethod
    def _normal_url(cls, value: object) -> SecretStr:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        return SecretStr(make_conninfo("", **_parsed(text)))

    @field_validator("application_name")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValidationError(
                "DB_APPLICATION_NAME", "must be printable ASCII: the server replaces all else by '?'"
            )
        return value

    @field_validator("pool_max_size")
    @classmethod
    def _not_below_min(cls, value: int, info: pydantic.ValidationInfo) -> int:
        if value < info.data.get("pool_min_size", 0):
            raise ValidationError("DB_POOL_MAX_SIZE", "must not be below DB_POOL_MIN_SIZE")
        return value

    def conninfo(self) -> str:
        """All that libpq needs to open one session as it should be. Holds the password: never log it."""
        parameters: dict[str, Any] = {
            "application_name": self.application_name,
            "connect_timeout": max(2, math.ceil(self.connect_timeout)),
            # Keepalives notice a peer that vanished while we wait for its answer, tcp_user_timeout one that
            # vanished while we send: each alone leaves the other case hanging.
            "keepalives": 1,
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": _milliseconds(self.tcp_user_timeout),
            "target_session_attrs": "read-write",
        }
        given = conninfo_to_dict(self.url.get_secret_value())
        options = (
            f"-c statement_timeout={_milliseconds(self.statement_timeout)}",
            f"-c lock_timeout={_milliseconds(self.lock_timeout)}",
            f"-c idle_in_transaction_session_timeout={_milliseconds(self.idle_in_transaction_timeout)}",
            given.pop("options", None),
            # Last, so that it wins: records are built from timestamps of a UTC session.
            "-c TimeZone=UTC",
        )
        fixed = {"options": " ".join(str(option) for option in options if option), "client_encoding": "UTF8"}
        return make_conninfo("", **{**parameters, **given, **fixed})

    @property
    def server(self) -> str:
        """The address for people and logs: ``user@host:port/name``, without the password."""
        given = conninfo_to_dict(self.url.get_secret_value())
        host = given.get("host") or given.get("hostaddr") or "local socket"
        port = f":{given['port']}" if given.get("port") else ""
        user = f"{given['user']}@" if given.get("user") else ""
        return f"{user}{host}{port}/{given.get('dbname') or ''}"

    def __repr_args__(self) -> Any:
        yield "server", self.server
        yield from super().__repr_args__()

    def __getstate__(self) -> dict[Any, Any]:
        raise UsageError("settings hold a password and are not pickled: read them in the new process again")


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)  # up, because 0 would switch the limit off


def _parsed(text: object) -> dict[str, Any]:
    """The parts of a connection string, or a ValidationError that repeats none of them.

    libpq reads a stray ``@`` or ``/`` of a password as the end of it, and would then report the rest of the
    password as an unknown host or port: such hosts and ports are refused here.
    """
    parts: dict[str, Any] | None = None
    if isinstance(text, str) and "\0" not in text:
        try:
            parts = {k: v for k, v in conninfo_to_dict(_URL.sub("postgresql://", text.strip())).items() if v}
        except (psycopg.Error, UnicodeError):
            parts = None
    if parts is not None:
        hosts = str(parts.get("host", "")).split(",")
        ports = str(parts.get("port", "")).split(",")
        split_wrongly = any("@" in host[1:] or not host.isprintable() for host in hosts) or (
            isinstance(text, str) and _URL.match(text.strip()) and "@" in str(parts.get("dbname", ""))
        )
        if split_wrongly or not all(port == "" or _is_port(port) for port in ports):
            parts = None
    if not parts:
        raise ValidationError(
            "DATABASE_URL",
            "must be like postgresql://user:password@host:5432/name, "
            "with special characters of the password percent-encoded (@ as %40, / as %2F, % as %25)",
        )
    return parts


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535


def _from_parts(given: Mapping[str, str]) -> str:
    """The connection string that DB_CONNECTION_NAME or DB_HOST and their companions make."""
    if "DB_CONNECTION_NAME" in given:
        chosen = "DB_CONNECTION_NAME"
        if not _CLOUD_SQL.fullmatch(given[chosen].strip()):
            raise ValidationError(chosen, "must be like project:region:instance")
        host, port = f"/cloudsql/{given[chosen].strip()}", None
    elif "DB_HOST" in given:
        chosen = "DB_HOST"
        host, port = given[chosen].strip(), given.get("DB_PORT", "5432").strip()
        if "@" in host[1:] or not host.isprintable():
            raise ValidationError("DB_HOST", "must be a host name, an address or the folder of a socket")
        if not _is_port(port):
            raise ValidationError("DB_PORT", "must be a whole number from 1 to 65535")
    else:
        raise ValidationError("DATABASE_URL", "is not set, and neither is DB_HOST or DB_CONNECTION_NAME")
    for needed in ("DB_NAME", "DB_USER"):
        if needed not in given:
            raise ValidationError(needed, f"must be set beside {chosen}")
    return _joined(host, port, given)


def _joined(host: str, port: str | None, given: Mapping[str, str]) -> str:
    parts = {"user": given["DB_USER"], "dbname": given["DB_NAME"], "password": given.get("DB_PASSWORD")}
    for variable, value in zip(("DB_USER", "DB_NAME", "DB_PASSWORD"), parts.values(), strict=True):
        if value is not None and ("\0" in value or not _is_text(value)):
            raise ValidationError(variable, "must be valid UTF-8 without NUL")
    return make_conninfo("", host=host, port=port, **parts)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeError:
        return False
    return True
