"""The names of the rules, each in a sentence: waivers are written with them, reports show them."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["RULES"]

RULES = MappingProxyType(
    {
        "load": "A file is a header and one statement, as PostgreSQL would read it too.",
        "prepare": "The server prepares the statement with exactly the types of its header.",
        "parameters": "A parameter has the type that the statement uses it as.",
        "record": "The record that the header names exists.",
        "columns": "The columns of the statement are the fields of its record; count and nothing have none.",
        "type": "A column's type is one that its field holds.",
        "nullable": "A field may be None if and only if its column may be null.",
        "none-forbidden": "A parameter that goes into a NOT NULL column is not `or null`.",
        "none-useless": "A parameter for which null can never match is not `or null`.",
        "cardinality": "One row, or at most one, follows from keys, LIMIT or aggregates.",
        "read-only": "A statement with `:access: read` only reads, whatever it calls.",
        "order": "The rows of many and page come in an order that leaves nothing open.",
        "keyset": "A page's comparison with after_<column> is the one of its ORDER BY.",
        "index": "Some index serves every filter, join and order.",
        "scan": "A Cypher statement starts at an index, and reads no label or type as a whole.",
        "not-in-nulls": "NOT IN looks among values that cannot be null.",
        "star": "Columns are listed.",
        "between-timestamps": "A span of time is half open: BETWEEN counts its last instant twice.",
        "count-nullable": "count(column) counts a column that cannot be null, or says what it counts.",
        "null-comparison": "Nothing is compared with null.",
        "cast-disables-index": "A column is compared as it is, not after a cast that no index has.",
        "limit-without-order": "LIMIT takes the first rows of an order.",
        "timestamp-without-zone": "An instant is timestamptz.",
        "unqualified-column": "Where two relations meet, each column says whose it is.",
        "no-where": "Every UPDATE and DELETE says which rows.",
        "volatile-per-row": "A volatile function is not called once for every row of a filter.",
        "order-by-parameter": "Rows are not sorted by a parameter, which is a constant.",
        "owner": "What touches the rows of people says whose in its header, and filters by it.",
        "schema-name": "Nothing names the schema of a tenant (R2).",
        "primary-key": "Every table has a primary key that is not deferrable, and no integer identity (R3).",
        "one-node": "Nothing needs all tenants on one server: sequences, materialized views (R4).",
        "search-path": "A function finds its tables whoever calls it (R5).",
        "definer": "Nobody can borrow the rights of the owner of a function.",
        "policy": "A policy looks at its own row and at current_setting only (R7).",
        "constraint-name": "Constraints are named, in at most 50 bytes, one for each ALTER TABLE (R8).",
        "write-functions": "In what a write computes, only immutable functions see columns (R9).",
        "waiver": "A waiver names a rule, and is needed.",
    }
)
