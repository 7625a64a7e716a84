"""Everything that a schema consists of, as text that two schemas can be compared by."""

from __future__ import annotations

from psycopg import Connection
from psycopg.rows import TupleRow

QUERIES = {
    "column": """
        SELECT c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attnotnull THEN 'NOT NULL' END, a.attgenerated, a.attstorage,
            pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'm', 'v', 'p') AND c.relnamespace = current_schema()::regnamespace
    """,
    "relation": """
        SELECT c.relname,
            concat_ws(' ', c.relkind, c.reloptions, obj_description(c.oid), pg_get_viewdef(c.oid))
        FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind <> 't'
    """,
    "constraint": """
        SELECT c.relname || '.' || k.conname,
            concat_ws(' ', k.contype, replace(pg_get_constraintdef(k.oid), ' NOT VALID', ''))
        FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
        WHERE k.connamespace = current_schema()::regnamespace
    """,
    "index": """
        SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class AS c
        WHERE c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace
    """,
    "trigger": """
        SELECT c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid)
        FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    """,
    "function": """
        SELECT p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid), obj_description(p.oid))
        FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
    """,
}


def snapshot(connection: Connection[TupleRow]) -> set[tuple[str, str, str]]:
    """(kind, name, definition) of all that the current schema holds, without yoyo's tables and extensions.

    A constraint is the same before and after its rows were looked at: no rollback unlearns that they fit.
    """
    return {
        (kind, name, definition)
        for kind, query in QUERIES.items()
        for name, definition in connection.execute(query.encode()).fetchall()
        if not name.startswith("_yoyo")
    }


def applied(connection: Connection[TupleRow]) -> list[str]:
    """The migrations that the bookkeeping calls applied, in order."""
    return [
        row[0] for row in connection.execute("SELECT migration_id FROM _yoyo_migration ORDER BY 1").fetchall()
    ]


def has_table(connection: Connection[TupleRow], name: str) -> bool:
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", [name]).fetchall()[0][0]
