"""Pictures of the graph as Graphviz reads them: nodes and arrows with labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["dot"]


def dot(nodes: Mapping[str, str], arrows: Iterable[tuple[str, str, str]], *, first: str) -> str:
    """A drawing from left to right: nodes by uid with their labels, arrows from uid to uid with theirs."""
    lines = ["digraph {", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="sans-serif"];']
    for uid, label in nodes.items():
        bold = ", penwidth=2" if uid == first else ""
        lines.append(f"  {_quoted(uid)} [label={_quoted(label)}{bold}];")
    for one, other, label in arrows:
        lines.append(f"  {_quoted(one)} -> {_quoted(other)} [label={_quoted(label)}];")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    # A backslash begins an escape of Graphviz's own, and a line break would end nothing here.
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n")
    return f'"{escaped}"'
