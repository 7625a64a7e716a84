"""How values travel: psycopg's binary dumpers and loaders, with our own for JSONB."""

from __future__ import annotations

from typing import Any, Final

from psycopg.abc import AdaptContext
from psycopg.adapt import AdaptersMap, Loader
from psycopg.postgres import adapters as default_adapters
from psycopg.postgres import types as known_types
from psycopg.pq import Format
from psycopg.types.json import JsonbBinaryDumper

BINARY: Final = Format.BINARY
JSON_OIDS: Final = frozenset((known_types["json"].oid, known_types["jsonb"].oid))
JSON_ARRAY_OIDS: Final = frozenset((known_types["json"].array_oid, known_types["jsonb"].array_oid))


class _JsonTextDumper(JsonbBinaryDumper):
    """JSONB from UTF-8 JSON text that the parameter's type has already checked and written."""

    def dump(self, obj: bytes) -> bytes:
        return b"\x01" + obj


class _JsonTextLoader(Loader):
    """JSON as UTF-8 text: the row builder decides what reads it, and when."""

    format = BINARY

    def load(self, data: Any) -> bytes:
        return bytes(data)  # the buffer dies with its result


class _JsonbTextLoader(Loader):
    """The same for JSONB, whose first byte is the format's version, always 1."""

    format = BINARY

    def load(self, data: Any) -> bytes:
        return bytes(data[1:])


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(default_adapters)
    adapters.register_dumper(bytes, _JsonTextDumper)
    adapters.register_loader("json", _JsonTextLoader)
    adapters.register_loader("jsonb", _JsonbTextLoader)
    return adapters


class _Context(AdaptContext):
    """Adapters without a connection: text is UTF-8 and instants are UTC, as every session of ours is."""

    def __init__(self, adapters: AdaptersMap) -> None:
        self._adapters = adapters

    @property
    def adapters(self) -> AdaptersMap:
        return self._adapters

    @property
    def connection(self) -> None:
        return None


CONTEXT: Final = _Context(_adapters())
