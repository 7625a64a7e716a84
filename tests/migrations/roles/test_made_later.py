"""Roles that were missing when the migrations ran: somebody makes them later, and says what they may."""

from __future__ import annotations

from psycopg import sql

from tests.migrations.conftest import Connection
from tests.migrations.roles.rights import Right, rights, role_of
from tracktion_db.check.reach.roles import RoleName
from tracktion_db.migrations import migrations_folder
from tracktion_db.migrations.files import read_folder

(FILE,) = [file for file in read_folder(migrations_folder()) if file.id.endswith(".shared.user_policies")]
ROLES = [role_of(role) for role in RoleName]
POLICIES = """
    SELECT polname, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid),
        obj_description(oid)
    FROM pg_policy
    WHERE polname IN ('sessions_expired', 'templates_for_everybody')
    ORDER BY polname
"""


def what_roles_may(connection: Connection) -> tuple[list[set[Right]], list[object]]:
    """The rights of each role, and the policies that name one."""
    return [rights(connection, role) for role in ROLES], list(connection.execute(POLICIES))


def test_they_get_what_grants_prints_and_the_policies_again(
    migrated: Connection, derived: dict[RoleName, list[str]]
) -> None:
    before = what_roles_may(migrated)
    migrated.execute(sql.SQL("DROP OWNED BY {}").format(sql.SQL(", ").join(map(sql.Identifier, ROLES))))
    assert what_roles_may(migrated) == ([set(), set(), set()], [])
    for name, lines in derived.items():
        grants = "\n".join(lines).replace('TO "probe";', f'TO "{role_of(name)}";')
        migrated.execute(grants.encode())
    migrated.execute(FILE.source.text.encode())
    assert what_roles_may(migrated) == before
    assert len(before[1]) == 2
    # Twice does no harm.
    migrated.execute(FILE.source.text.encode())
    assert what_roles_may(migrated) == before
