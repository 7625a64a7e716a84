"""``path``: from one recording to another in steps that can be mixed."""

from __future__ import annotations

import json
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tracktion_db.mixing import PathResult, Relaxation


def path(
    start: Annotated[str, typer.Argument(help="The first recording: id, exact title or track key.")],
    goal: Annotated[str, typer.Argument(help="The last one.")],
    max_steps: Annotated[int, typer.Option(help="Steps at most, 1 to 12.")] = 6,
    tolerance: Annotated[float, typer.Option(help="Greatest change of speed of a step in per cent.")] = 6.0,
    key_lock: Annotated[bool, typer.Option(help="Whether the player keeps the key.")] = True,
    half_double: Annotated[bool, typer.Option(help="Whether half and double time will do.")] = True,
    move: Annotated[
        list[str] | None, typer.Option(help="A move between keys that is allowed; may be repeated.")
    ] = None,
    rising: Annotated[bool, typer.Option("--rising", help="The tempo never falls.")] = False,
    other_artists: Annotated[bool, typer.Option("--other-artists", help="No artist comes twice.")] = False,
    best: Annotated[int, typer.Option(help="Paths that are wanted, 1 to 20.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    as_dot: Annotated[bool, typer.Option("--dot", help="A picture, for Graphviz.")] = False,
) -> None:
    """Find the best paths between two recordings; where there is none, say which limit to relax.

    On the graph of NEO4J_URI, else on the embedded one. Finding no path is exit code 1.
    """
    from tracktion_db.cli.graph_server import found_graph_settings
    from tracktion_db.cli.mixing import recording_of, require_one_form, rule_of
    from tracktion_db.graph import Graph
    from tracktion_db.mixing import find_path

    require_one_form(as_json=as_json, as_dot=as_dot)
    rule = rule_of(tolerance, key_lock=key_lock, half_double=half_double, moves=move, rising=rising)
    with found_graph_settings() as settings, Graph(settings) as graph:
        first = recording_of(graph, start, more=" (START)")
        last = recording_of(graph, goal, more=" (GOAL)")
        result = graph.run(
            find_path(
                first.uid,
                last.uid,
                rule=rule,
                max_steps=max_steps,
                repeat_artist=not other_artists,
                best=best,
            )
        )
    if as_json:
        typer.echo(_as_json(result))
    elif as_dot:
        typer.echo(_as_dot(result, first.uid))
    else:
        _show(result)
    if not result.paths:
        raise typer.Exit(1)


def _as_json(result: PathResult) -> str:
    from tracktion_db.cli.mixing import recording_json

    answer: dict[str, Any] = {
        "paths": [
            {
                "cost": each.cost,
                "version": each.version,
                "start": recording_json(each.start),
                "steps": [
                    {
                        "recording": recording_json(step.recording),
                        "score": step.fit.score,
                        "explanation": step.explanation,
                    }
                    for step in each.steps
                ],
            }
            for each in result.paths
        ],
        "complete": result.complete,
        "relax": [
            {"limit": each.limit, "value": each.value, "explanation": each.explanation}
            for each in result.relax
        ],
    }
    return json.dumps(answer, ensure_ascii=False)


def _as_dot(result: PathResult, first: str) -> str:
    from tracktion_db.cli.mixing import label_of
    from tracktion_db.cli.pictures import dot

    nodes: dict[str, str] = {}
    arrows: dict[tuple[str, str, str], None] = {}
    for each in result.paths:
        nodes |= {recording.uid: label_of(recording) for recording in each.recordings}
        for before, step in zip(each.recordings, each.steps, strict=False):
            arrows[before.uid, step.recording.uid, step.explanation] = None
    return dot(nodes, arrows, first=first)


def _show(result: PathResult) -> None:
    from tracktion_db.cli.mixing import show

    for each in result.paths:
        rows = [(each.start.name, each.start.camelot, each.start.bpm, "", "")]
        for step in each.steps:
            one = step.recording
            rows.append((one.name, one.camelot, one.bpm, f"{step.fit.score:.2f}", step.explanation))
        typer.echo(f"{len(each.steps)} steps, cost {each.cost:.2f}")
        show(("recording", "key", "bpm", "score", "why"), rows)
    if not result.paths:
        typer.echo("there is no such path" if result.complete else "no path was found in time")
        for relaxation in result.relax:
            typer.echo(f"  there is one with {_option(relaxation)}")
    elif not result.complete:
        typer.echo("there may be better ones: the search gave up")


def _option(relaxation: Relaxation) -> str:
    """What to write on the command line instead."""
    from tracktion_db.mixing import ALL_MOVES

    match relaxation.limit:
        case "max_steps":
            return f"--max-steps {relaxation.value}"
        case "tolerance_percent":
            return f"--tolerance {relaxation.value}"
        case "moves":
            return " ".join([f"--move {quote(each)}" for each in ALL_MOVES])
        case "half_double":
            return "--half-double"
        case "rising":
            return "the same, without --rising"
        case "repeat_artist":
            return "the same, without --other-artists"
