"""The command line, run as its users run it."""

from __future__ import annotations

from typer.testing import CliRunner, Result

from tracktion_db.cli import app


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)
