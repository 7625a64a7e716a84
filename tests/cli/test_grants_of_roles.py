"""``tracktion-db grants --as``: what a role needs that does what one of the migrations' roles does."""

from __future__ import annotations

from pathlib import Path

from tests.cli.support import command


def test_grants_as_a_role_are_those_of_its_statements_and_of_what_their_triggers_need(migrated: Path) -> None:
    done = command("grants", "--role", "app", "--as", "read-write")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert 'GRANT DELETE ON TABLE "users" TO "app";' in lines
    assert lines[-4].startswith("-- a message touches its conversation")
    assert lines[-3] == 'GRANT UPDATE ("updated_at") ON TABLE "conversations" TO "app";'
    assert lines[-2].startswith("-- a message is numbered by its conversation")
    position = '("last_position")'
    assert lines[-1] == f'GRANT SELECT {position}, UPDATE {position} ON TABLE "conversations" TO "app";'
    read_only = command("grants", "--role", "app", "--as", "read-only").stdout
    assert '"songs"' in read_only
    assert not any(
        word in read_only for word in ("INSERT", "UPDATE", "DELETE", "password_hash", "token_hash")
    )


def test_a_role_that_there_is_not_and_the_statements_of_others_are_refused(migrated: Path) -> None:
    assert command("grants", "--role", "app", "--as", "owner").exit_code == 2
    refused = command("grants", "--role", "app", "--as", "worker", "--package", "radio")
    assert refused.exit_code == 2
    assert "--as is for our own statements" in refused.stderr
