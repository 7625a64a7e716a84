"""The two plots, as SVG that needs no library to draw: plain shapes, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import log10
from typing import Final

from benchmarks.search.judge import Scores, reciprocal_rank
from benchmarks.search.latency import Latencies, percentile

_COLOURS: Final = ("#c2185b", "#1976d2", "#388e3c", "#f57c00", "#7b1fa2", "#00838f", "#6d4c41", "#757575")
_GREY: Final = "#888888"
_ROW: Final = 22
_LEFT: Final = 330
_WIDTH: Final = 460


def quality(scores: Sequence[Scores]) -> str:
    """The mean reciprocal rank of each search by kind of query; the first search, ours, is drawn largest."""
    kinds = [one.by_kind() for one in scores]
    shapes: list[str] = []
    top = 50
    bottom = top + _ROW * len(kinds[0])
    for tenth in range(0, 11, 2):
        x = _LEFT + _WIDTH * tenth / 10
        shapes += [
            _line([(x, top - 10), (x, bottom)], _GREY, 0.4),
            _text(x, bottom + 16, f"{tenth / 10:.1f}", "middle"),
        ]
    for number, kind in enumerate(kinds[0]):
        y = top + _ROW * number + 6
        shapes.append(_text(_LEFT - 12, y + 4, kind, "end"))
        # Ours last, so that it lies on top of those that tie with it.
        for place in range(len(scores) - 1, -1, -1):
            x = _LEFT + _WIDTH * reciprocal_rank(kinds[place][kind])
            shapes.append(_dot(x, y, 6 if place == 0 else 4, _COLOURS[place % len(_COLOURS)]))
    shapes += _legend([one.name for one in scores], 20)
    return _svg(shapes, _LEFT + _WIDTH + 30, bottom + 30)


def growth(measured: Mapping[str, Latencies], clients: int) -> str:
    """Milliseconds of p50, p95, p99 and the worst by database, on a scale of powers of ten."""
    names = list(measured)
    top, height = 50, 300
    spread = [percentile(one.every, share) * 1000 for one in measured.values() for share in (0, 1)]
    low, high = int(log10(min(spread)) // 1), int(-(-log10(max(spread)) // 1))

    def y_of(milliseconds: float) -> float:
        return top + height * (1 - (log10(milliseconds) - low) / (high - low))

    def x_of(place: int) -> float:
        return 90 + place * 180

    right = x_of(len(names) - 1) + 60
    shapes = [
        _text(right / 2, top + height + 40, f"milliseconds, {clients} client{'s' * (clients > 1)}", "middle")
    ]
    for power in range(low, high + 1):
        y = y_of(10**power)
        shapes += [_line([(50, y), (right, y)], _GREY, 0.4), _text(44, y + 4, f"{10**power:g}", "end")]
    shapes += [_text(x_of(place), top + height + 18, name, "middle") for place, name in enumerate(names)]
    lines = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "worst": 1.0}
    for colour, share in zip(_COLOURS, lines.values(), strict=False):
        points = [
            (x_of(place), y_of(percentile(measured[name].every, share) * 1000))
            for place, name in enumerate(names)
        ]
        shapes += [_line(points, colour, 2), *(_dot(x, y, 4, colour) for x, y in points)]
    shapes += _legend(list(lines), 20)
    return _svg(shapes, max(right + 20, 460), top + height + 60)


def _legend(names: Sequence[str], y: float) -> list[str]:
    shapes: list[str] = []
    x = 20.0
    for name, colour in zip(names, _COLOURS, strict=False):
        shapes += [_dot(x, y, 5, colour), _text(x + 10, y + 4, name, "start")]
        x += 26 + 7 * len(name)
    return shapes


def _svg(shapes: Iterable[str], width: float, height: float) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
    )
    body = "\n".join(shapes)
    return f'{head} font-family="sans-serif" font-size="12">\n{body}\n</svg>\n'


def _dot(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>'


def _line(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_GREY}">{escape(words)}</text>'
