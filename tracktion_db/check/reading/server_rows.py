"""The rows of the server's catalogs, as ``sql/check`` reads them.

What is known of them together, and by their oids, is ``ServerCatalog``.
"""

from __future__ import annotations

from tracktion_db.records import Record


class Extension(Record):
    """A row of ``pg_extension``."""

    name: str


class Function(Record):
    """A row of ``pg_proc``."""

    id: int
    name: str
    namespace: str
    extension: str | None
    """The extension that it came with."""
    language: str
    kind: str
    """f function, a aggregate, w window function, p procedure."""
    volatility: str
    """i immutable, s stable, v volatile."""
    is_strict: bool
    """Whether it is null, without being called, when an argument is."""
    returns_set: bool
    result_type: int
    argument_types: list[int]
    body: str | None
    """The analysed tree of a BEGIN ATOMIC body."""
    source: str | None
    """The text of another body in SQL."""

    @property
    def is_built_in(self) -> bool:
        """Whether it belongs to PostgreSQL itself."""
        return self.namespace == "pg_catalog" and self.extension is None


class Operator(Record):
    """A row of ``pg_operator``."""

    id: int
    name: str
    function_id: int
    left_type: int
    """0 for a prefix operator."""
    right_type: int
    commutator_id: int


class Type(Record):
    """A row of ``pg_type``."""

    id: int
    name: str
    """As SQL writes it, with its schema where that is not on the search path."""
    short_name: str
    kind: str
    """b base, c composite, d domain, e enum, p pseudo, r range, m multirange."""
    category: str
    not_null: bool
    base_type: int
    """What a domain is over; 0 for other types."""
    element_type: int
    """What an array holds; 0 for other types."""
    relation_id: int
    labels: list[str]
    """Of an enum, in its order."""


class Relation(Record):
    """A table, view, materialized view or foreign table."""

    id: int
    name: str
    namespace: str
    kind: str
    """r table, p partitioned table, v view, m materialized view, f foreign table."""
    is_visible: bool
    """Whether its bare name finds it on the search path."""
    has_row_security: bool
    has_children: bool
    """Whether a query of it also reads partitions or tables that inherit from it."""
    changed_before_insert: bool
    """Whether a trigger may change a row before it is inserted."""
    changed_before_update: bool
    has_rules: bool
    """Whether a rule has something else, or more, happen than what is written."""


class Column(Record):
    """A column of a relation."""

    relation_id: int
    number: int
    name: str
    type_id: int
    modifier: int
    refuses_null: bool
    """Whether the column itself is declared NOT NULL: whether writing null is refused."""
    generated: str
    """s stored, v virtual, empty for other columns."""
    not_null: bool
    """Whether no row that a query of the relation reads can hold null in it."""


class Index(Record):
    """A valid index."""

    id: int
    relation_id: int
    name: str
    is_unique: bool
    """Whether no two rows are equal in all of its keys."""
    is_immediate: bool
    """False for a deferrable key, which holds at the end of the transaction only."""
    key_count: int
    columns: list[int]
    """Numbers of the columns, 0 for an expression; those beyond ``key_count`` are only included."""
    families: list[int]
    """The operator family that each key is compared with."""
    collations: list[int]
    """The collation that each key is compared with, 0 for a key without one."""
    expressions: str | None
    predicate: str | None
    nulls_not_distinct: bool

    @property
    def keys(self) -> list[int]:
        """Numbers of the columns that it is ordered by, 0 for an expression."""
        return self.columns[: self.key_count]


class View(Record):
    """What stands behind a view."""

    tree: str
