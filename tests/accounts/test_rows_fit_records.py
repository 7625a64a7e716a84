from __future__ import annotations

from typing import Any, cast

from tests.accounts.samples import DAY, HASH, new_user
from tracktion_db import Call, Database, Record, Settings, Statement, accounts
from tracktion_db.accounts import UserChanges, new_token
from tracktion_db.accounts.statements import sql


def rows_of(answer: Any) -> list[Record]:
    return cast("list[Record]", answer) if isinstance(answer, list) else [answer]


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(database_url: str) -> None:
    tried: set[Statement] = set()
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:

        def run(call: Call[Any], *, again: bool = True) -> Any:
            answer = slow.run(call)
            tried.add(call.statement)
            rows = rows_of(answer)
            assert rows, call
            for row in rows:
                assert type(row).__module__.startswith("tracktion_db.accounts."), row
                assert call.statement.record == f"accounts.{type(row).__name__}"
            if again:
                # The fast way makes the same of the same rows.
                assert fast.run(call) == answer
            return rows[0]

        user = run(accounts.add_user(new_user(email="ada@example.org", username="ada")), again=False)
        bare = run(accounts.add_user(new_user(email=None, password_hash=None)), again=False)
        token = new_token()
        _ = run(accounts.add_session(user.id, token, DAY), again=False)
        for call in (
            accounts.get_user(bare.id),
            accounts.get_user_by_email("ada@example.org"),
            accounts.get_user_by_username("ada"),
            accounts.get_credentials_by_email("ada@example.org"),
            accounts.get_credentials_by_username("ada"),
            accounts.get_session(token),
            accounts.list_sessions(user.id),
        ):
            _ = run(call)
        for call in (
            accounts.update_user(bare.id, UserChanges(email="grace@example.org", username=None)),
            accounts.set_password_hash(bare.id, HASH),
            accounts.extend_session(token, DAY),
            accounts.remove_user(user.id),
        ):
            _ = run(call, again=False)

    assert tried == {statement for statement in sql.values() if statement.shape.has_rows}
