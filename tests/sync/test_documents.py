"""The page about the graph says all that the projection has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.sync.projection import COUNTED, KINDS, SHARED


def test_the_page_names_every_node_relationship_property_and_table(pytestconfig: pytest.Config) -> None:
    page = Path(pytestconfig.rootpath, "docs/graph.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| **{kind.label}** |")]
        names = {*kind.sources, *kind.properties, *(link.type for link in kind.links)}
        names |= {name for link in kind.links for name in link.properties}
        assert [name for name in sorted(names) if f"`{name}`" not in row] == []
        for link in kind.links:
            assert f"|{link.type}|" in page
    for label, properties in SHARED.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| **{label}** |")]
        assert [name for name in properties if f"`{name}`" not in row and name != "uid"] == []
    for type_ in COUNTED:
        assert f"|{type_}|" in page and f"`{type_}`" in page
