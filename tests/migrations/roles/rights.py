"""What a role may do in the current schema, as the server keeps it, and logins that are members of one."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tracktion_db.check.reach.roles import RoleName

RIGHTS = """
    SELECT 'schema', '', '', held.privilege_type, held.is_grantable
    FROM pg_namespace AS named, aclexplode(named.nspacl) AS held
    WHERE named.nspname = current_schema() AND held.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'relation', relation.relname, '', held.privilege_type, held.is_grantable
    FROM pg_class AS relation, aclexplode(relation.relacl) AS held
    WHERE relation.relnamespace = quote_ident(current_schema())::regnamespace
        AND held.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'column', relation.relname, attribute.attname, held.privilege_type, held.is_grantable
    FROM pg_class AS relation
    JOIN pg_attribute AS attribute ON attribute.attrelid = relation.oid
    CROSS JOIN aclexplode(attribute.attacl) AS held
    WHERE relation.relnamespace = quote_ident(current_schema())::regnamespace
        AND held.grantee = %(role)s::regrole
    UNION ALL
    SELECT 'function', function.oid::regprocedure::text, '', held.privilege_type, held.is_grantable
    FROM pg_proc AS function, aclexplode(function.proacl) AS held
    WHERE function.pronamespace = quote_ident(current_schema())::regnamespace
        AND held.grantee = %(role)s::regrole
"""


class Right(NamedTuple):
    """One right. A function stands with its arguments, a schema without its name."""

    kind: str
    name: str
    column: str
    privilege: str
    is_grantable: bool


def role_of(name: RoleName) -> str:
    return f"tracktion_{name.replace('-', '_')}"


def rights(connection: psycopg.Connection[Any], role: str) -> set[Right]:
    """All that was granted to the role itself, on whatever the current schema holds."""
    return {Right(*row) for row in connection.execute(RIGHTS.encode(), {"role": role}).fetchall()}


def granted_by(connection: psycopg.Connection[Any], lines: Iterable[str], role: str) -> set[Right]:
    """What these GRANTs come to; nothing of it stays."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        for line in lines:
            if not line.startswith("--"):
                connection.execute(line.encode())
        return rights(connection, role)


@contextmanager
def login(url: str, *members_of: str, options: str = "NOSUPERUSER NOBYPASSRLS") -> Generator[tuple[str, str]]:
    """A new role, its name and the URL that it logs in with; gone afterwards, with what it owns there."""
    name, password = f"login_{secrets.token_hex(6)}", secrets.token_hex(16)
    role = sql.Identifier(name)
    making = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} ").format(role, sql.Literal(password))
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(making + sql.SQL(options))  # pyright: ignore[reportArgumentType]
        try:
            for group in members_of:
                admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), role))
            yield name, make_conninfo(url, user=name, password=password)
        finally:
            admin.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
            admin.execute(sql.SQL("DROP ROLE {}").format(role))
