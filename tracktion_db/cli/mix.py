"""``mix``: what mixes after a recording."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer


def mix(
    text: Annotated[str, typer.Argument(help="The recording: its id, its exact title or its track key.")],
    tolerance: Annotated[float, typer.Option(help="Greatest change of speed in per cent, 0 to 30.")] = 6.0,
    key_lock: Annotated[bool, typer.Option(help="Whether the player keeps the key.")] = True,
    half_double: Annotated[bool, typer.Option(help="Whether half and double time will do.")] = True,
    move: Annotated[
        list[str] | None, typer.Option(help="A move between keys that is allowed; may be repeated.")
    ] = None,
    other_artists: Annotated[bool, typer.Option("--other-artists", help="None of its own artist.")] = False,
    just_played: Annotated[
        list[str] | None,
        typer.Option(metavar="UID", help="A recording that was just played; may be repeated, 500 times."),
    ] = None,
    limit: Annotated[int, typer.Option(help="Suggestions at most, 1 to 200.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    as_dot: Annotated[bool, typer.Option("--dot", help="A picture, for Graphviz.")] = False,
) -> None:
    """List what goes best after a recording, by key, tempo and what was really played, and say why.

    On the graph of NEO4J_URI, else on the embedded one. Finding nothing is no error: exit code 0.
    """
    from tracktion_db.cli.graph_server import found_graph_settings
    from tracktion_db.cli.mixing import (
        label_of,
        recording_json,
        recording_of,
        require_one_form,
        rule_of,
        show,
    )
    from tracktion_db.cli.pictures import dot
    from tracktion_db.graph import Graph
    from tracktion_db.mixing import what_mixes_after

    require_one_form(as_json=as_json, as_dot=as_dot)
    rule = rule_of(tolerance, key_lock=key_lock, half_double=half_double, moves=move)
    with found_graph_settings() as settings, Graph(settings) as graph:
        recording = recording_of(graph, text)
        suggestions = graph.run(
            what_mixes_after(
                recording.uid,
                rule=rule,
                same_artist=not other_artists,
                just_played=just_played or (),
                limit=limit,
            )
        )
    if as_json:
        answer: dict[str, Any] = {
            "recording": recording_json(recording),
            "suggestions": [
                {
                    "recording": recording_json(each.recording),
                    "score": each.score,
                    "version": each.version,
                    "played_together": each.played_together,
                    "explanation": each.explanation,
                }
                for each in suggestions
            ],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
    elif as_dot:
        nodes = {each.uid: label_of(each) for each in (recording, *(one.recording for one in suggestions))}
        arrows = [(recording.uid, each.recording.uid, each.explanation) for each in suggestions]
        typer.echo(dot(nodes, arrows, first=recording.uid))
    elif not suggestions:
        typer.echo(f"nothing goes after {recording.name} by this rule")
    else:
        typer.echo("after " + label_of(recording).replace("\n", ", "))
        rows = [
            (
                each.recording.name,
                each.recording.camelot,
                each.recording.bpm,
                f"{each.score:.2f}",
                each.explanation,
            )
            for each in suggestions
        ]
        show(("recording", "key", "bpm", "score", "why"), rows)
