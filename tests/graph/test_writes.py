"""What the graph shows can be written by hand, with the calls that the worker uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.bolt import bolt_session
from tests.fixtures.graph_server import GraphServer
from tracktion_db import graph as written
from tracktion_db.errors import ValidationError
from tracktion_db.graph import GraphCall, GraphSettings
from tracktion_db.graph.statements import cypher
from tracktion_db.sync import applying
from tracktion_db.sync.projection import KINDS, LINKS, SHARED

from .executors import Executor, asyncio_loop, blocking
from .own_calls import settings_of

Open = Callable[[GraphSettings], AbstractContextManager[Executor]]
BLOCKS = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SET = (
    "MATCH (r:Recording)-[:HAS_TRACKLIST]->(t:Tracklist)-[c:CONTAINS_TRACK]->(k:Track)"
    " MATCH (r)-[:HAS_METADATA]->(m:Metadata)"
    " RETURN r.file_name, m.key, m.value, t.source, c.position, k.title ORDER BY c.position"
)


@pytest.fixture(params=[blocking, asyncio_loop], ids=["blocking", "asyncio"])
def graph(request: pytest.FixtureRequest, clean_graph: GraphServer) -> Generator[Executor]:
    with request.param(settings_of(clean_graph)) as graph:
        yield graph


def rows_of(server: GraphServer, text: str) -> list[list[Any]]:
    with server.driver() as driver, bolt_session(driver) as session:
        return [record.values() for record in session.run(text)]  # type: ignore[arg-type]


def node(uid: str, **properties: object) -> written.NodeRow:
    return {"uid": uid, "properties": {"uid": uid, **properties}}


def test_a_set_with_its_tracks_is_written_and_written_again_without_a_double(
    graph: Executor, clean_graph: GraphServer
) -> None:
    for _ in range(2):
        graph.run(written.save_recordings([node("r", file_name="liveset.mp3")]))
        graph.run(written.save_metadata([node("m", key="bpm", value="128", value_type="string")]))
        graph.run(written.link_recording_metadata([{"uid": "r", "targets": ["m"]}]))
        graph.run(written.save_tracklists([node("t", source="manual")]))
        graph.run(written.link_recording_tracklists([{"uid": "t", "targets": ["r"]}]))
        graph.run(written.save_tracks([node("a", title="Opening"), node("b", title="Closing")]))
        graph.run(
            written.link_tracklist_tracks(
                [
                    {"uid": "t", "target": track, "place": place, "properties": {"position": place}}
                    for place, track in enumerate("aba")
                ]
            )
        )
    metadata = ["liveset.mp3", "bpm", "128", "manual"]
    assert rows_of(clean_graph, SET) == [
        [*metadata, 0, "Opening"],
        [*metadata, 1, "Closing"],
        [*metadata, 2, "Opening"],
    ]


def test_the_page_about_the_graph_writes_a_set_as_it_stands(
    clean_graph: GraphServer, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(pytestconfig.rootpath, "docs/graph.md").read_text(encoding="utf-8")
    (block,) = [block for block in BLOCKS.findall(page) if "def write_set" in block]
    for name, value in clean_graph.environment.items():
        monkeypatch.setenv(name, value)
    exec(block, {})
    assert rows_of(clean_graph, SET) == [["liveset.flac", "bpm", "128", "manual", 0, "Opening"]]


def test_a_relationship_of_which_an_end_is_missing_is_not_written(
    graph: Executor, clean_graph: GraphServer
) -> None:
    graph.run(written.save_recordings([node("r")]))
    graph.run(written.link_recording_metadata([{"uid": "r", "targets": ["nothing"]}]))
    graph.run(written.link_recording_genres([{"uid": "nobody", "target": "x", "properties": {}}]))
    assert rows_of(clean_graph, "MATCH (n) RETURN count(n)") == [[1]]


@pytest.mark.parametrize(
    ("make", "row", "field"),
    [
        (written.save_recordings, {"properties": {"uid": "r"}}, "rows[0].uid"),
        (written.save_recordings, {"uid": "r"}, "rows[0].properties"),
        (written.save_recordings, {"uid": None, "properties": {}}, "rows[0].uid"),
        (written.save_recordings, {"uid": "", "properties": {}}, "rows[0].uid"),
        (written.save_recordings, {"uid": "r", "properties": {"title": "x"}}, "rows[0].properties.uid"),
        (written.save_recordings, {"uid": "r", "properties": {"uid": "s"}}, "rows[0].properties.uid"),
        (written.save_recordings, {"uid": "r", "properties": "title"}, "rows[0].properties.uid"),
        (written.link_recording_metadata, {"uid": "r"}, "rows[0].targets"),
        (written.link_recording_genres, {"uid": "r", "target": None, "properties": {}}, "rows[0].target"),
        (written.link_recording_genres, {"uid": "r", "target": "", "properties": {}}, "rows[0].target"),
        (written.link_tracklist_tracks, {"uid": "t", "target": "k", "properties": {}}, "rows[0].place"),
        (
            written.link_tracklist_tracks,
            {"uid": "t", "target": "k", "place": None, "properties": {}},
            "rows[0].place",
        ),
    ],
)
def test_a_key_that_is_missing_or_null_is_refused_before_it_becomes_a_node(
    make: Callable[[Any], GraphCall[None]], row: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        make([row])
    assert caught.value.field == field


def test_the_worker_writes_with_these_calls() -> None:
    shown = {name for name in written.__all__ if name.startswith(("save_", "link_"))}
    labels = [kind.label for kind in KINDS.values()] + [label for label in SHARED if label != "Artist"]
    used = {make.__name__ for make in (*applying.SAVE.values(), *applying.LINK.values())}
    assert used == shown
    assert set(applying.SAVE) == set(labels) and set(applying.LINK) == set(LINKS)
    for name in shown:
        row = node("a") if name.startswith("save_") else {"uid": "a", "target": "b", "targets": ["b"]}
        call = getattr(written, name)([{**row, "place": 0, "properties": {"uid": "a"}}])
        assert call.statement is cypher[f"graph.{name}"]
    for type_, make in applying.LINK.items():
        assert make.__name__ == f"link_{LINKS[type_].files}"
