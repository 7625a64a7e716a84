"""``python -m benchmarks.nullability_peers URL [--safeql FOLDER] [--list]``."""

from __future__ import annotations

import argparse
import secrets

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.nullability_peers.ports import pgtyped, sqlx
from benchmarks.nullability_peers.safeql import safeql
from benchmarks.nullability_peers.scoring import Score, markdown, score
from tests.check.battery import BatteryStatement, create_schema, load, supported
from tests.check.verdicts import analysed_battery_statement
from tracktion_db.check.nullability import Nullability
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

# Few rows that refer to many: the planner turns some outer joins around.
_FILL = """
INSERT INTO label (label_id, name, strict_code)
SELECT i, 'label' || i, 'c' FROM generate_series(1, 5000) AS i;
INSERT INTO artist (artist_id, label_id, home_label_id, name, office, checked)
SELECT i, i, i, 'artist' || i, ROW('s', 'c')::address, 'x' FROM generate_series(1, 4) AS i;
ANALYZE;
"""


def main() -> None:
    """Create a database, ask every tool and ours, print the table, drop the database."""
    arguments = _arguments()
    name = f"battery_{secrets.token_hex(4)}"
    with psycopg.connect(arguments.url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            scores = _scores(make_conninfo(arguments.url, dbname=name), arguments.safeql)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    print(markdown(scores), end="")
    if arguments.list:
        for one in scores:
            print(f"\n{one.tool}\nunsound: {' '.join(one.unsound)}\nrefused: {' '.join(one.refused)}")


def _scores(conninfo: str, safeql_folder: str | None) -> list[Score]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        create_schema(connection)
        statements = supported(connection, load())
        with Session.open(connection) as session:
            server = ServerCatalog(session)

            def ours(statement: BatteryStatement) -> dict[str, bool]:
                analysed = analysed_battery_statement(session, server, statement)
                names = [column.name for column in analysed.prepared.columns]
                judged = [verdict.nullable for verdict in Nullability(analysed).columns()]
                return dict(zip(names, judged, strict=True))

            scores = [score("tracktion-db check", ours, statements)]
        scores += [
            score("pgtyped (port)", pgtyped(connection), statements),
            score("sqlx (port), empty database", sqlx(connection), statements),
        ]
        if safeql_folder is not None:
            scores.append(score("SafeQL", safeql(safeql_folder, conninfo, statements), statements))
        connection.execute(_FILL)
        scores.insert(3, score("sqlx (port), after 5,004 rows", sqlx(connection), statements))
    return scores


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.nullability_peers",
        description="Which columns may be NULL: our verdicts and those of other tools.",
    )
    parser.add_argument("url", help="a server whose user may create databases")
    parser.add_argument("--safeql", metavar="FOLDER", help="where npm put @ts-safeql/eslint-plugin")
    parser.add_argument("--list", action="store_true", help="name what is unsound or refused, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
