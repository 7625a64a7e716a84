"""Who may do what already: the rights of everybody, and with whose rights views look at their tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from tracktion_db.call import many
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.records import Record


class PublicRight(Record):
    """A right that everybody has."""

    kind: str
    """schema, function or relation."""
    object_id: int
    name: str
    number: int
    """Of the column that it is limited to, 0 for the whole object."""
    privilege: str


class RelationRights(Record):
    """A view or a sequence."""

    id: int
    name: str
    namespace: str
    is_sequence: bool
    is_security_invoker: bool
    """Of a view: whether its tables are looked at with the rights of whoever reads it."""


class Rights:
    """What of them the catalogs say. One for a run: ``server.part(Rights)``."""

    def __init__(self, session: Session, server: ServerCatalog) -> None:
        self._session = session
        self._server = server

    def is_security_invoker(self, view: int) -> bool:
        """Whether the tables of this view are looked at with the rights of whoever reads it."""
        known = self._relations.get(view)
        return known is not None and known.is_security_invoker

    def sequence(self, oid: int) -> RelationRights | None:
        """The sequence with this oid; None if it is none."""
        known = self._relations.get(oid)
        return known if known is not None and known.is_sequence else None

    def everybody_may(self, privilege: str, kind: str, object_id: int, number: int = 0) -> bool:
        """Whether PUBLIC has this right: on a schema, function or relation, or on a column of it."""
        return bool({(kind, object_id, 0, privilege), (kind, object_id, number, privilege)} & self._public)

    def schemas_of_everybody(self) -> frozenset[str]:
        """The schemas that everybody may look into."""
        return frozenset(
            [right.name for right in self._rights if right.kind == "schema" and right.privilege == "USAGE"]
        )

    @cached_property
    def _relations(self) -> dict[int, RelationRights]:
        found = self._session.run(many(sql["check.list_relation_rights"], RelationRights))
        return {row.id: row for row in found}

    @cached_property
    def _rights(self) -> list[PublicRight]:
        return self._session.run(many(sql["check.list_public_rights"], PublicRight))

    @cached_property
    def _public(self) -> frozenset[tuple[str, int, int, str]]:
        return _keys(self._rights)


def _keys(rights: Iterable[PublicRight]) -> frozenset[tuple[str, int, int, str]]:
    return frozenset([(right.kind, right.object_id, right.number, right.privilege) for right in rights])
