"""The libraries that we compare with. A run goes on without those that are missing, and says which.

``pip install -e '.[bench]'`` installs them.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any, Final
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict

_VERSIONS: dict[str, str] = {}
_MISSING: list[str] = []
NAMES: Final = ("asyncpg", "aiosql", "sqlalchemy")


def find(name: str) -> Any | None:
    """The module of a peer, or None when it is not installed."""
    try:
        module: ModuleType = importlib.import_module(name)
    except ImportError:
        if name not in _MISSING:
            _MISSING.append(name)
        return None
    _VERSIONS[name] = getattr(module, "__version__", "")
    return module


def versions() -> str:
    """The peers in words, for the head of the report; looks for all of them."""
    for name in NAMES:
        find(name)
    present = ", ".join(f"{name} {version}".strip() for name, version in _VERSIONS.items())
    absent = f"; missing, so not compared: {', '.join(_MISSING)}" if _MISSING else ""
    return (present or "none") + absent


# The same query for every peer, in the notation of each.
RECORDING_BY_ID: Final = """
    SELECT
        id, file_path, file_name, file_hash, secondary_hash, file_size, status, mime_type, last_modified,
        correlation_id, created_at, updated_at
    FROM recordings
    WHERE id = {key}
"""
RECORDINGS_BY_STATUS: Final = """
    SELECT
        id, file_path, file_name, file_hash, secondary_hash, file_size, status, mime_type, last_modified,
        correlation_id, created_at, updated_at
    FROM recordings
    WHERE status = {key}
    ORDER BY created_at DESC, id DESC
"""


def asyncpg_url(url: str) -> str:
    """libpq's key=value as a URL, which is all that asyncpg and SQLAlchemy read."""
    parts = conninfo_to_dict(url)
    return (
        f"postgresql://{parts['user']}:{parts.get('password', '')}"
        f"@{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts['dbname']}"
    )


@dataclass(frozen=True)
class SQLAlchemyModels:
    """An engine, and the recordings as SQLAlchemy has them."""

    engine: Any
    table: Any
    mapped: Any


def sqlalchemy_models(url: str) -> SQLAlchemyModels | None:
    """SQLAlchemy with psycopg as its driver; None when it is not installed."""
    sqlalchemy = find("sqlalchemy")
    if sqlalchemy is None:
        return None
    orm: Any = importlib.import_module("sqlalchemy.orm")
    base = orm.declarative_base()
    columns: dict[str, Any] = {
        "id": sqlalchemy.Column(sqlalchemy.Uuid, primary_key=True, server_default=sqlalchemy.FetchedValue())
    }
    for name, kind in _COLUMNS.items():
        made = {
            str: sqlalchemy.Text,
            int: sqlalchemy.BigInteger,
            UUID: sqlalchemy.Uuid,
            datetime: sqlalchemy.DateTime(timezone=True),
        }[kind]
        columns[name] = sqlalchemy.Column(made)
    mapped = type("RecordingRow", (base,), {"__tablename__": "recordings", **columns})
    engine = sqlalchemy.create_engine(asyncpg_url(url).replace("postgresql://", "postgresql+psycopg://"))
    return SQLAlchemyModels(engine, mapped.__table__, mapped)


_COLUMNS: Final[dict[str, type]] = {
    "file_path": str,
    "file_name": str,
    "file_hash": str,
    "secondary_hash": str,
    "file_size": int,
    "status": str,
    "mime_type": str,
    "last_modified": datetime,
    "correlation_id": UUID,
    "created_at": datetime,
    "updated_at": datetime,
}
