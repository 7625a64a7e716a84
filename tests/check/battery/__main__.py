"""Find the truth of the battery: ``python -m tests.check.battery URL [STATES]``.

The URL names a server whose user may create databases; the statements run in a database of their own, that
is dropped at the end.
Statements that this server does not know keep what is stored of them.
"""

from __future__ import annotations

import secrets
import sys
import time
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.check.battery.files import load
from tests.check.battery.observation import STORED, observe, store, supported, truth
from tests.check.battery.states import create_schema


def main(url: str, states: int = 1000) -> None:
    name = f"battery_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            with psycopg.connect(make_conninfo(url, dbname=name), autocommit=True) as connection:
                create_schema(connection)
                _find(connection, states)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _find(connection: psycopg.Connection[Any], states: int) -> None:
    statements = load()
    known = supported(connection, statements)
    before = truth() if STORED.exists() else {}
    start = time.monotonic()
    observations = observe(connection, known, states)
    found = {name: seen.columns for name, seen in observations.items()}
    store({one.name: found.get(one.name, before.get(one.name, {})) for one in statements})
    columns = [null for seen in found.values() for null in seen.values()]
    _say(
        f"{len(known)} of {len(statements)} statements, {len(columns)} columns,"
        f" {sum(columns)} of them nullable; {states} states in {time.monotonic() - start:.0f} s"
    )
    if left_out := [f"{one.name} (since {one.since})" for one in statements if one not in known]:
        _say(f"left out on this server: {', '.join(left_out)}")
    for name, seen in observations.items():
        if seen.columns and not seen.rows:
            _say(f"{name}: never a row; {seen.failures[:1]}")
        for column, null in seen.columns.items():
            if name in before and before[name].get(column) != null:
                _say(f"{name}.{column}: {before[name].get(column)} -> {null}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
