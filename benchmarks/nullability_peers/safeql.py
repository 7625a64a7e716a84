"""SafeQL itself, run by node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from benchmarks.nullability_peers.scoring import Refused, Verdict
from tests.check.battery import BatteryStatement

_DRIVER = Path(__file__).with_name("safeql.mjs")


def safeql(folder: str, conninfo: str, statements: Sequence[BatteryStatement]) -> Verdict:
    """Ask about all statements at once; ``folder`` is that of ``npm install --prefix``."""
    where = conninfo_to_dict(conninfo)
    url = (
        f"postgresql://{where['user']}:{where.get('password', '')}@{where['host']}:{where.get('port', 5432)}"
    )
    answer = subprocess.run(
        ["node", str(_DRIVER), str(Path(folder).resolve()), f"{url}/{where['dbname']}"],
        input=json.dumps([{"name": one.name, "sql": one.sql} for one in statements]),
        capture_output=True,
        check=True,
        text=True,
    )
    verdicts: dict[str, dict[str, bool] | str] = json.loads(answer.stdout)

    def verdict(statement: BatteryStatement) -> dict[str, bool]:
        found = verdicts[statement.name]
        if isinstance(found, str):
            raise Refused(found)
        return found

    return verdict
