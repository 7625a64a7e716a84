"""A Cypher statement: one file, read, checked and ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.statements.source import Source
from tracktion_db.statements.suggestions import nearest

from .checks import check_statement
from .header import Header, read_header
from .lexer import first_code, scan
from .values import Encoder

__all__ = ["CypherStatement", "read_statement"]


class CypherStatement:
    """One Cypher file; made by ``Cypher.load``, compared and hashed by identity, never changed.

    ``text`` is what goes to the server: the statement's name as a comment, for the server's logs and its
    list of transactions, and the code without header and semicolon. ``reads_only`` is the header's claim.
    """

    __slots__ = (
        "name",
        "parameters",
        "purpose",
        "reads_only",
        "record",
        "record_name",
        "row_keys",
        "shape",
        "source",
        "text",
        "waivers",
    )

    def __init__(self, name: str, source: Source, header: Header, code: str) -> None:
        self.name: Final = name
        self.source: Final = source
        self.purpose: Final = header.purpose
        self.parameters: Final = header.parameters
        self.row_keys: Final = {each.name: each.row_keys() for each in header.parameters}
        self.shape: Final = header.shape
        self.record: Final = header.record
        self.record_name: Final = None if header.record is None else header.record.rpartition(".")[2]
        self.reads_only: Final = header.reads_only
        self.waivers: Final = header.waivers
        self.text: Final = f"/* {name} */ {code}"

    @property
    def path(self) -> Path:
        """The file, as its folder was given to ``Cypher.load``."""
        return Path(self.source.path)

    def arguments(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values by name, checked, as they are sent.

        Raises UsageError for a name that is missing or unknown, ValidationError for a value.
        """
        if set(values) != {parameter.name for parameter in self.parameters}:
            raise self._wrong_names(values)
        encoder = Encoder()
        try:
            arguments: dict[str, object] = {}
            for name, kind, _, nullable in self.parameters:
                value = values[name]
                if value is None and not nullable:
                    raise ValidationError(name, "must not be None")
                arguments[name] = None if value is None else encoder.encode(kind.convert, value, name)
                if (keys := self.row_keys[name]) and value is not None:
                    _require_keys(name, cast("list[dict[str, object]]", arguments[name]), keys)
        except ValidationError as error:
            error.statement = self.name
            raise
        return arguments

    def _wrong_names(self, values: Mapping[str, object]) -> UsageError:
        known = [parameter.name for parameter in self.parameters]
        problems = [f"no value for {name}" for name in known if name not in values]
        for name in values:
            if name not in known:
                likely = nearest(name, known)
                problems.append(f"no parameter {name}" + (f" (meant {likely}?)" if likely else ""))
        return UsageError(f"{self.name}: {', '.join(problems)}", statement=self.name)

    def __repr__(self) -> str:
        return f"<CypherStatement {self.name}>"


def read_statement(name: str, source: Source) -> CypherStatement:
    """The statement in this file. Raises StatementError at the first place that is wrong."""
    header = read_header(source)
    start = first_code(source, header.end)
    if start == len(source.text) or source.text[start] == ";":
        raise source.error(0, "no statement below the header", "write one statement")
    scanned = scan(source, start)
    check_statement(source, header, scanned)
    return CypherStatement(name, source, header, source.text[start : scanned.end].rstrip())


def _require_keys(name: str, rows: Sequence[Mapping[str, object]], keys: tuple[str, ...]) -> None:
    # What is missing would be null there, and MERGE on null is a new node on one of the servers.
    for number, row in enumerate(rows):
        for key in keys:
            if key not in row:
                raise ValidationError(f"{name}[{number}].{key}", "must be given")
