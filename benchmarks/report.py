"""Figures beside their targets, as Markdown: printed, and written between two markers of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import Measured, Ratio, Variant

BEGIN = "<!-- begin of what `python -m benchmarks --write` writes -->"
END = "<!-- end of what `python -m benchmarks --write` writes -->"


@dataclass(frozen=True)
class Figure:
    """One measured figure and what it ought to be."""

    what: str
    value: float
    target: float
    minima: float | None = None
    """The same as a ratio of the fastest times."""
    unit: str = ""
    """Of the value; a ratio has none."""
    at_least: bool = False
    """Whether more is better."""

    @property
    def met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    @classmethod
    def of(cls, what: str, ratio: Ratio, target: float, *, at_least: bool = False) -> Figure:
        """A ratio with its target."""
        return cls(what, ratio.median, target, ratio.minima, at_least=at_least)


@dataclass(frozen=True)
class Timed:
    """How long one variant took."""

    name: str
    seconds: float
    fastest: float
    ratio: Ratio | None
    """To the row's yardstick; None for the yardstick itself."""


@dataclass
class Row:
    """What one row of the target table found."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list[Figure])
    timed: list[tuple[str, list[Timed]]] = field(default_factory=list[tuple[str, list[Timed]]])
    """Groups of variants, each under the words for one piece of its work."""
    notes: list[str] = field(default_factory=list[str])

    def add_times(self, work: str, variants: Iterable[Variant], measured: Measured, yardstick: str) -> None:
        """A group of variants; ratios are to ``yardstick``."""
        group = [
            Timed(
                variant.name,
                measured.median(variant.name),
                measured.minimum(variant.name),
                None if variant.name == yardstick else measured.ratio(variant.name, yardstick),
            )
            for variant in variants
        ]
        self.timed.append((work, group))


def markdown(rows: Sequence[Row], headline: Sequence[str]) -> str:
    """The whole report."""
    lines = ["  \n".join(headline), ""]
    lines += _table(
        ("row", "figure", "target", "measured", "ratio of the fastest", "met"),
        [
            (
                row.name,
                figure.what,
                f"{'≥' if figure.at_least else '≤'} {_number(figure.target, figure.unit)}",
                f"**{_number(figure.value, figure.unit)}**",
                "" if figure.minima is None else _number(figure.minima, figure.unit),
                "yes" if figure.met else "**no**",
            )
            for row in rows
            for figure in row.figures
        ],
    )
    for row in rows:
        lines += ["", f"### {row.name}: {row.title}", ""]
        for work, group in row.timed:
            head = (work, "median", "fastest", "median ratio", "ratio of the fastest")
            lines += _table(head, [_times(timed) for timed in group])
            lines.append("")
        lines += [f"- {note}" for note in row.notes]
        while not lines[-1]:
            lines.pop()
    return "\n".join(lines) + "\n"


def _times(timed: Timed) -> tuple[str, ...]:
    ratios = ("1", "1") if timed.ratio is None else (f"{timed.ratio.median:.2f}", f"{timed.ratio.minima:.2f}")
    return (timed.name, _duration(timed.seconds), _duration(timed.fastest), *ratios)


def _number(value: float, unit: str) -> str:
    return f"{value:.1f} {unit}" if unit else f"{value:.2f}"


def _duration(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1 or unit == "µs":
            number = seconds * factor
            return f"{number:.0f} {unit}" if number >= 100 else f"{number:.3g} {unit}"
    raise AssertionError


def _table(head: tuple[str, ...], body: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    rule = tuple("-" * width for width in widths)
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in (head, rule, *body)
    ]


def write_between_markers(page: Path, report: str) -> None:
    """Replace what the page has between the two markers; everything around them stays."""
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise SystemExit(f"{page} needs these two lines, in this order:\n{BEGIN}\n{END}")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{report}\n{END}{after}", encoding="utf-8")
