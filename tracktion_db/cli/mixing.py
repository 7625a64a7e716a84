"""What ``mix``, ``path`` and ``neighbours`` share: what people type, and how recordings are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tracktion_db.errors import NotFound
from tracktion_db.graph import Graph
from tracktion_db.mixing import BLENDABLE, MixRecording, MixRule, find_recordings

__all__ = ["label_of", "recording_json", "recording_of", "require_one_form", "rule_of", "show"]


def require_one_form(*, as_json: bool, as_dot: bool) -> None:
    """Refuse the command line that asks for two forms of one answer."""
    if as_json and as_dot:
        raise typer.BadParameter("one answer has one form", param_hint="'--json' and '--dot'")


def recording_of(graph: Graph, text: str, *, more: str = "") -> MixRecording:
    """The recording that somebody means by its uid, exact title or track key. Raises NotFound.

    ``more`` ends that error: which argument it was, or what else was looked for.

    Of several the first by uid; the others are told on standard error.
    """
    found = graph.run(find_recordings(text))
    if not found:
        raise NotFound(f"no recording has exactly this id or title in the graph{more}")
    if len(found) > 1:
        typer.echo(f"{len(found)} recordings have this title, taking {found[0].uid}; others:", err=True)
        for each in found[1:]:
            typer.echo(f"  {each.uid}  {each.name}", err=True)
    return found[0]


def rule_of(
    tolerance: float, *, key_lock: bool, half_double: bool, moves: Sequence[str] | None, rising: bool = False
) -> MixRule:
    """The rule that the options say. Raises ValidationError."""
    return MixRule(
        tolerance_percent=tolerance,
        key_lock=key_lock,
        half_double=half_double,
        moves=tuple(moves) if moves else BLENDABLE,  # type: ignore[arg-type]
        rising=rising,
    )


def recording_json(recording: MixRecording) -> dict[str, Any]:
    """A recording for programs."""
    return recording.model_dump(mode="json", include=set(MixRecording.model_fields))


def label_of(recording: MixRecording) -> str:
    """A recording in a picture: its name, key and tempo."""
    tempo = "" if recording.bpm is None else f" {recording.bpm:.1f}"
    return f"{recording.name}\n{recording.camelot or '-'}{tempo}"


def show(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for people; numbers stand on the right, tempi with one decimal as in pictures."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    numbers = ("bpm", "score", "times", "depth")
    for name in columns:
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(_cell(cell)) for cell in row))
    Console(highlight=False).print(table)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return "" if value is None else str(value)
