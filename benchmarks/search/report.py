"""What was measured, as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from benchmarks import machine
from benchmarks.measuring import Measured
from benchmarks.search.growth import Built
from benchmarks.search.inserts import PLAIN, WHOLE
from benchmarks.search.judge import Answer, Scores, recall, reciprocal_rank
from benchmarks.search.latency import Latencies, percentile
from benchmarks.search.queries import TYPO_FREE, TYPOS


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table whose first column is words, and all others figures."""
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "| " + " | ".join((first, *rest)) + " |"

    return "\n".join([line(head), "| " + " | ".join(rule) + " |", *map(line, body)]) + "\n"


def built(size: int, result: Built) -> str:
    """Sizes and times of a database of many tracks."""
    body = [
        (
            name,
            f"{bytes_ / 1e6:.0f}",
            f"{bytes_ / size:.0f}",
            f"{result.index_seconds[name]:.1f}" if name in result.index_seconds else "",
        )
        for name, bytes_ in result.sizes.items()
    ]
    head = f"{size:,} tracks: COPY without indexes {result.copy_seconds:.0f} s\n\n"
    return head + table(("table or index", "MB", "bytes a track", "built in s"), body)


def quality(scores: Sequence[Scores]) -> str:
    """Both measures by kind of query, the first search being ours; the best of each line in bold."""
    parts = [
        "Mean reciprocal rank\n\n" + _measure(scores, reciprocal_rank),
        "Recall@10\n\n" + _measure(scores, recall),
        "Time and errors\n\n"
        + table(
            ("", *(one.name for one in scores)),
            [
                ("median ms", *(f"{one.median_seconds * 1000:.1f}" for one in scores)),
                ("queries that raised", *(str(len(one.errors)) for one in scores)),
            ],
        ),
    ]
    return "\n".join(parts)


def _measure(scores: Sequence[Scores], measure: Callable[[Sequence[Answer]], float]) -> str:
    kinds = [one.by_kind() for one in scores]
    groups = [(kind, [kind], len(kinds[0][kind])) for kind in kinds[0]]
    for name, members in (("all without typos", TYPO_FREE), ("all with typos", TYPOS)):
        present = [kind for kind in members if kind in kinds[0]]
        groups.append((name, present, sum(len(kinds[0][kind]) for kind in present)))
    body: list[tuple[str, ...]] = []
    for name, members, count in groups:
        if not members:
            continue
        values = [measure([answer for kind in members for answer in one[kind]]) for one in kinds]
        best = max(round(value, 3) for value in values)
        cells = (f"**{value:.3f}**" if round(value, 3) == best else f"{value:.3f}" for value in values)
        body.append((name, str(count), *cells))
    return table(("", "queries", *(one.name for one in scores)), body)


def latencies(measured: Mapping[str, Latencies], clients: int) -> str:
    """Milliseconds by kind; with several databases, how the p95 grows from each to the next."""
    parts = [_latency(name, one, clients) for name, one in measured.items()]
    for (first, small), (second, large) in pairwise(measured.items()):
        ratio = percentile(large.every, 0.95) / percentile(small.every, 0.95)
        parts.append(f"p95 of {second} is {ratio:.2f} times that of {first}\n")
    return "\n".join(parts)


def _latency(name: str, one: Latencies, clients: int) -> str:
    kinds = [*sorted(one.seconds.items()), ("all", one.every)]
    body = [
        (
            kind,
            str(len(seconds)),
            *(f"{percentile(seconds, share) * 1000:.1f}" for share in (0.5, 0.95, 0.99, 1)),
            *(str(told.total() if kind == "all" else told[kind]) for told in (one.empty, one.capped)),
        )
        for kind, seconds in kinds
    ]
    rate = len(one.every) / one.elapsed
    head = f"{name}, {clients} client{'s' if clients > 1 else ''}, {rate:.0f} searches a second"
    if one.free_cores is not None:
        head += f"; free before it: {one.free_cores:.1f} of {machine.cores()} cores"
    columns = ("milliseconds", "searches", "p50", "p95", "p99", "worst", "found nothing", "capped")
    slow = [f"- {seconds * 1000:.0f} ms: {request}" for seconds, request in one.slowest[:10]]
    raised = [f"- raised {times} times: {error}" for error, times in one.errors.most_common()]
    return f"{head}\n\n{table(columns, body)}\n" + "".join(f"{line}\n" for line in (*slow, *raised))


def insert_cost(measured: Measured, size: int, batch: int) -> str:
    """The ratio, and both times."""
    ratio = measured.ratio(WHOLE, PLAIN)
    body = [
        (name, f"{measured.median(name):.2f}", f"{measured.minimum(name):.2f}") for name in (PLAIN, WHOLE)
    ]
    return (
        table((f"{size:,} rows, {batch:,} in each COPY, into", "median s", "fastest s"), body)
        + f"\nratio {ratio.median:.2f}, of the fastest {ratio.minima:.2f}\n"
    )
