"""JSON documents that a statement makes itself, against the models that read them.

Known is what stands in the statement: ``jsonb_build_object`` with its keys, ``jsonb_agg`` and the like of
them. A document that a table holds may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast, is_typeddict

from pydantic import BaseModel

from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.records.annotations import Choice, FieldType, field_type, spelled
from tracktion_db.check.records.origins import origin
from tracktion_db.check.records.types import Misfit
from tracktion_db.check.tree.expressions import Aggref, CoalesceExpr, Const, FuncExpr
from tracktion_db.check.tree.nodes import Node
from tracktion_db.check.tree.queries import Query
from tracktion_db.records import JsonList
from tracktion_db.statements.suggestions import nearest

__all__ = ["Document", "document_misfits", "made_document"]

AGGREGATES: Final = frozenset(("json_agg", "jsonb_agg"))
OBJECTS: Final = frozenset(("json_build_object", "jsonb_build_object"))
ARRAYS: Final = frozenset(("json_build_array", "jsonb_build_array"))
TEXT: Final = 25
UNKNOWN: Final = 705
# A text's datum begins with its length.
LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one document."""

    is_array: bool
    items: Document | None = None
    """What each item of an array is."""
    keys: Mapping[str, Document | None] = field(default_factory=dict[str, "Document | None"])
    """All keys of an object, with what stands behind them."""


def made_document(server: ServerCatalog, node: Node, queries: tuple[Query, ...]) -> Document | None:
    """The document that this expression makes; None where that is not known. Raises TreeError."""
    node, queries = origin(server, node, queries)
    match node:
        case CoalesceExpr():
            # Beside the document a constant stands for that of no rows.
            made = [arg for arg in node.args if not isinstance(arg, Const)]
            return made_document(server, made[0], queries) if len(made) == 1 else None
        case Aggref() if _name(server, node.aggfnoid) in AGGREGATES and node.args:
            return Document(True, items=made_document(server, node.args[0].expr, queries))
        case FuncExpr() if _name(server, node.funcid) in ARRAYS:
            return Document(True)
        case FuncExpr() if _name(server, node.funcid) in OBJECTS:
            names = [_text(key) for key in node.args[::2]]
            behind = [made_document(server, value, queries) for value in node.args[1::2]]
            if None in names or len(names) != len(behind):
                return None
            return Document(False, keys=dict(zip(cast("list[str]", names), behind, strict=True)))
        case _:
            return None


def document_misfits(document: Document, held: FieldType, name: str) -> Iterator[Misfit]:
    """What keeps a field from reading this document; ``name`` is the column, or a path into it."""
    if held.is_open or not held.choices:
        return
    fitting = [choice for choice in held.choices if _is_array(choice) is document.is_array]
    if not fitting:
        kind, instead = (
            ("array", "JsonList[...]") if document.is_array else ("object", "a model or JsonObject")
        )
        said = " | ".join([spelled(choice.kind) for choice in held.choices])
        yield Misfit(f"{name} is a JSON {kind}, its field holds {said}", f"write {instead}")
    elif len(fitting) == 1:
        (choice,) = fitting
        if document.is_array and document.items and choice.arguments:
            yield from document_misfits(document.items, field_type(choice.arguments[0]), f"{name}[]")
        elif not document.is_array:
            yield from _model_misfits(document.keys, choice.kind, name)


def _model_misfits(keys: Mapping[str, Document | None], model: Any, name: str) -> Iterator[Misfit]:
    if not _is_model(model):
        return
    fields = {info.alias or own: info for own, info in cast("type[BaseModel]", model).model_fields.items()}
    for key, info in fields.items():
        if key in keys:
            behind = keys[key]
            if behind is not None:
                yield from document_misfits(behind, field_type(info.rebuild_annotation()), f"{name}.{key}")
        elif info.is_required():
            likely = nearest(key, [other for other in keys if other not in fields])
            yield Misfit(
                f"{name} has no key {key}, which {model.__name__} needs",
                f"write '{key}' instead of '{likely}'"
                if likely
                else f"add '{key}', or give the field a default",
            )
    if cast("type[BaseModel]", model).model_config.get("extra") == "forbid":
        for key in keys:
            if key not in fields and not nearest(key, [known for known in fields if known not in keys]):
                yield Misfit(f"{name} has a key {key}, which {model.__name__} refuses", "leave it out")


def _is_array(choice: Choice) -> bool | None:
    """Whether this type reads arrays, or objects; None for one that reads neither."""
    kind = choice.origin
    if any(kind is array for array in (list, tuple, JsonList, Sequence)):
        return True
    if kind is dict or kind is Mapping or is_typeddict(kind) or _is_model(kind):
        return False
    return None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(cast("type[object]", kind), BaseModel)


def _name(server: ServerCatalog, oid: int) -> str:
    function = server.function(oid)
    return function.name if function and function.is_built_in else ""


def _text(node: Node) -> str | None:
    if not isinstance(node, Const) or node.constvalue is None:
        return None
    # Printed as signed numbers.
    datum = bytes(byte & 0xFF for byte in node.constvalue)
    if node.consttype == TEXT:
        return datum[LENGTH_BYTES:].decode()
    # What an argument of any type leaves as it was written is a string of C.
    return datum.rstrip(b"\0").decode() if node.consttype == UNKNOWN else None
