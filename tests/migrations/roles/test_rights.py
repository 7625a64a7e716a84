"""The migration grants each role what its statements need, down to the column, and no more."""

from __future__ import annotations

from fnmatch import fnmatchcase
from secrets import token_hex

import pytest

from tests.migrations.conftest import Connection
from tests.migrations.roles.rights import Right, granted_by, rights, role_of
from tracktion_db.check.reach.roles import OWNER, RoleName, patterns, runs
from tracktion_db.statements import Statements, sql_folder

STATEMENTS = Statements.load(sql_folder())
POLICIES = """
    SELECT policy.polname, ARRAY(SELECT role.oid::regrole::text FROM unnest(policy.polroles) AS role (oid))
    FROM pg_policy AS policy
    WHERE policy.polroles <> ARRAY[0::oid]
    ORDER BY policy.polname
"""


def difference(
    connection: Connection, derived: dict[RoleName, list[str]], role: RoleName
) -> tuple[set[Right], set[Right]]:
    """What the role lacks, and what it has too much."""
    name = f"probe_{token_hex(6)}"
    lines = [line.replace('TO "probe";', f'TO "{name}";') for line in derived[role]]
    needed, granted = granted_by(connection, lines, name), rights(connection, role_of(role))
    assert len(granted) > 50
    return needed - granted, granted - needed


@pytest.mark.parametrize("role", RoleName)
def test_the_rights_of_a_role_are_those_that_its_statements_need(
    migrated: Connection, derived: dict[RoleName, list[str]], role: RoleName
) -> None:
    assert difference(migrated, derived, role) == (set(), set())


@pytest.mark.parametrize("role", RoleName)
def test_a_right_too_many_or_too_few_is_found(
    migrated: Connection, derived: dict[RoleName, list[str]], role: RoleName
) -> None:
    name = role_of(role)
    for grant, right in (
        ("TRUNCATE ON songs", Right("relation", "songs", "", "TRUNCATE", False)),
        ("REFERENCES (status) ON jobs", Right("column", "jobs", "status", "REFERENCES", False)),
        (
            "EXECUTE ON FUNCTION set_updated_at()",
            Right("function", "set_updated_at()", "", "EXECUTE", False),
        ),
    ):
        migrated.execute(f"GRANT {grant} TO {name}".encode())
        assert difference(migrated, derived, role) == (set(), {right})
        migrated.execute(f"REVOKE {grant} FROM {name}".encode())
    migrated.execute(f"REVOKE SELECT ON songs FROM {name}".encode())
    assert difference(migrated, derived, role) == ({Right("relation", "songs", "", "SELECT", False)}, set())


def test_no_role_reads_hashes_but_the_one_that_checks_them(migrated: Connection) -> None:
    for role in RoleName:
        for column in ("users.password_hash", "sessions.token_hash"):
            table, name = column.split(".")
            may = migrated.execute(
                "SELECT has_column_privilege(%s, %s, %s, 'SELECT')", [role_of(role), table, name]
            ).fetchall()[0][0]
            assert may == (role is RoleName.READ_WRITE), (role, column)


def test_only_the_worker_has_policies_of_its_own(migrated: Connection) -> None:
    found = migrated.execute(POLICIES.encode()).fetchall()
    assert found == [
        ("sessions_expired", ["tracktion_worker"]),
        ("templates_for_everybody", ["tracktion_worker"]),
    ]


def test_every_statement_is_somebodys_and_what_needs_the_owner_nobody_elses() -> None:
    for statement in STATEMENTS.values():
        by = [role for role in (*RoleName, OWNER) if runs(role, statement)]
        assert by, f"{statement.name} is in no list of roles.toml"
        assert by == [OWNER] or OWNER not in by, statement.name
    for role in (*RoleName, OWNER):
        for pattern in patterns(role):
            assert any(fnmatchcase(name, pattern) for name in STATEMENTS), f"{role}: {pattern}"


def test_the_read_only_role_runs_nothing_that_writes() -> None:
    own = [statement for statement in STATEMENTS.values() if runs(RoleName.READ_ONLY, statement)]
    assert len(own) > 60
    assert all(statement.reads_only for statement in own)
