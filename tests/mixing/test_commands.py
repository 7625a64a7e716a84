"""``mix``, ``path`` and ``neighbours``, run as their users run them."""

from __future__ import annotations

import json

import pytest

from tests.cli.support import command
from tests.fixtures.graph_server import GraphServer
from tests.mixing.library import recording, save, save_collaborations, save_sets
from tracktion_db.graph import Graph


@pytest.fixture
def library(graph: Graph, clean_graph: GraphServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three recordings of one set, and a fourth that goes with none."""
    for name, value in clean_graph.environment.items():
        monkeypatch.setenv(name, value)
    save(
        graph,
        [
            recording("Alpha", "8A", 120, artist="ann", track="one"),
            recording("Beta", "9A", 124, artist="bo", track="two"),
            recording("Gamma", "10A", 128, artist="ann", track="three"),
            recording("Delta", "2B", 90, artist='d"e\\f', track="four"),
        ],
    )
    save_sets(graph, {"x": ["one", "two", "three"], "y": ["one", "two"]})
    save_collaborations(graph, {("ann", "bo"): 2, ("bo", "cy"): 1})


@pytest.mark.usefixtures("library")
def test_mix_says_what_goes_after_and_why() -> None:
    shown = command("mix", "Alpha")
    assert shown.exit_code == 0
    assert "bo - Beta" in shown.stdout and "energy up" in shown.stdout
    answer = json.loads(command("mix", "one", "--json").stdout)
    assert answer["recording"]["uid"] == "Alpha"
    (only,) = answer["suggestions"]
    assert only["recording"]["uid"] == "Beta" and only["played_together"] == 2
    assert only["explanation"].startswith("8A to 9A (energy up), 3.2 % slower, played together 2 times")
    assert "nothing goes after" in command("mix", "Alpha", "--tolerance", "1").stdout
    assert command("mix", "Delta", "--move", "tritone", "--no-half-double").exit_code == 0


@pytest.mark.usefixtures("library")
def test_path_shows_its_steps_or_what_to_relax() -> None:
    shown = command("path", "Alpha", "Gamma")
    assert shown.exit_code == 0 and shown.stdout.startswith("2 steps")
    answer = json.loads(command("path", "Alpha", "Gamma", "--json").stdout)
    assert [step["recording"]["uid"] for step in answer["paths"][0]["steps"]] == ["Beta", "Gamma"]
    none = command("path", "Alpha", "Gamma", "--other-artists")
    assert none.exit_code == 1 and "there is no such path" in none.stdout
    relaxed = json.loads(command("path", "Alpha", "Gamma", "--max-steps", "1", "--json").stdout)
    assert {"limit": "max_steps", "value": 2, "explanation": "max_steps up to 2"} in relaxed["relax"]


@pytest.mark.usefixtures("library")
def test_neighbours_are_those_of_an_artist_or_of_a_recording() -> None:
    artists = json.loads(command("neighbours", "ann", "--depth", "2", "--json").stdout)
    assert [(each["artist"], each["depth"], each["via"]) for each in artists] == [
        ("BO", 1, "ANN"),
        ("CY", 2, "BO"),
    ]
    around = json.loads(command("neighbours", "Beta", "--json").stdout)
    assert [(each["where"], each["title"], each["times"]) for each in around] == [
        ("before", "title one", 2),
        ("after", "title three", 1),
    ]
    assert "title one" in command("neighbours", "Beta").stdout
    assert "no neighbours" in command("neighbours", "Delta").stdout


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("arguments", "arrow"),
    [
        (("mix", "Alpha"), '"Alpha" -> "Beta"'),
        (("path", "Alpha", "Gamma"), '"Beta" -> "Gamma"'),
        (("neighbours", "ann"), '"ann" -> "bo" [label="2"]'),
        (("neighbours", "Beta"), '"one" -> "Beta" [label="2"]'),
    ],
)
def test_each_draws_a_picture(arguments: tuple[str, ...], arrow: str) -> None:
    drawn = command(*arguments, "--dot").stdout
    assert drawn.startswith("digraph {") and drawn.rstrip().endswith("}")
    assert arrow in drawn


@pytest.mark.usefixtures("library")
def test_names_cannot_end_a_label() -> None:
    drawn = command("neighbours", "Delta", "--dot").stdout
    assert r'[label="d\"e\\f - Delta\n2B 90.0"' in drawn


@pytest.mark.usefixtures("library")
def test_what_does_not_exist_is_one_line_and_exit_code_one() -> None:
    for arguments in (("mix", "nobody"), ("path", "Alpha", "nobody"), ("neighbours", "nobody")):
        answered = command(*arguments)
        assert answered.exit_code == 1
        assert answered.stderr.startswith("error: no recording has exactly this id or title")
    assert "tolerance_percent" in command("mix", "Alpha", "--tolerance", "nan").stderr


def test_of_several_with_one_title_the_first_is_taken_and_the_others_told(
    graph: Graph, clean_graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in clean_graph.environment.items():
        monkeypatch.setenv(name, value)
    save(graph, [recording("a"), recording("b")])
    save(graph, [recording(uid).model_copy(update={"title": "Same"}) for uid in ("a", "b")])
    answered = command("mix", "Same", "--json")
    assert json.loads(answered.stdout)["recording"]["uid"] == "a"
    assert "2 recordings have this title" in answered.stderr and "b  Same" in answered.stderr
