"""``neighbours``: who worked with an artist, or what was played around a recording."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from tracktion_db.cli.server import found_settings, names_a_server
from tracktion_db.database import Database
from tracktion_db.errors import NotFound
from tracktion_db.migrations import apply_migrations

if TYPE_CHECKING:
    from tracktion_db.graph import Graph
    from tracktion_db.mixing import Artist, MixRecording


def neighbours(
    text: Annotated[
        str, typer.Argument(help="An artist by name, or a recording by id, exact title or track key.")
    ],
    depth: Annotated[int, typer.Option(help="Of an artist: collaborations away, 1 to 4.")] = 1,
    limit: Annotated[int, typer.Option(help="Neighbours at most, 1 to 1,000.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    as_dot: Annotated[bool, typer.Option("--dot", help="A picture, for Graphviz.")] = False,
) -> None:
    """Show an artist's collaborators, or what was played before and after a recording in real sets.

    On the graph of NEO4J_URI, else on the embedded one. Where both have that name it is the artist. A name
    that nothing has exactly may be an artist's in another spelling (Tiesto), which the database knows: that
    of DATABASE_URL, or the embedded one of the embedded graph.
    """
    from tracktion_db.cli.graph_server import found_graph_settings
    from tracktion_db.cli.mixing import recording_of, require_one_form
    from tracktion_db.graph import Graph
    from tracktion_db.mixing import find_artists

    require_one_form(as_json=as_json, as_dot=as_dot)
    with found_graph_settings() as settings, Graph(settings) as graph:
        artists = graph.run(find_artists(text))
        recording = None
        if not artists:
            try:
                recording = recording_of(graph, text, more=f", and no artist this name{_unfolded()}")
            except NotFound:
                artists = _in_another_spelling(graph, text)
                if not artists:
                    raise
        if recording is None:
            columns, rows, picture = _of_artist(graph, artists[0], depth, limit)
        else:
            columns, rows, picture = _of_recording(graph, recording, limit)
    if as_json:
        typer.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False))
    elif as_dot:
        typer.echo(picture)
    elif rows:
        from tracktion_db.cli.mixing import show

        show(columns, rows)
    else:
        typer.echo("no neighbours")


def _has_database() -> bool:
    """Whether the graph's database is known: folding is in there."""
    from tracktion_db.cli.graph_server import names_a_graph

    return names_a_server() or not names_a_graph()


def _unfolded() -> str:
    return "" if _has_database() else " (in exactly this spelling: with DATABASE_URL any will do)"


def _in_another_spelling(graph: Graph, text: str) -> list[Artist]:
    """The artist whose uid is this text as the database folds it."""
    from tracktion_db.mixing import find_artists
    from tracktion_db.sync.folding import Folding
    from tracktion_db.sync.rows import fold_names

    if not _has_database():
        return []
    with found_settings() as settings:
        if not names_a_server():
            apply_migrations(settings.conninfo())
        with Database(settings) as db:
            key = Folding(db.run(fold_names([text]))).key(text)
    return graph.run(find_artists(key))


_Shown = tuple[tuple[str, ...], list[tuple[object, ...]], str]


def _of_artist(graph: Graph, artist: Artist, depth: int, limit: int) -> _Shown:
    from tracktion_db.cli.pictures import dot
    from tracktion_db.mixing import collaborators

    found = graph.run(collaborators(artist.uid, depth=depth, limit=limit))
    nodes = {artist.uid: artist.name} | {each.uid: each.name for each in found}
    arrows = [(each.via, each.uid, str(each.times)) for each in found]
    rows: list[tuple[object, ...]] = [
        (each.name, each.depth, nodes.get(each.via, each.via), each.times) for each in found
    ]
    return ("artist", "depth", "via", "times"), rows, dot(nodes, arrows, first=artist.uid)


def _of_recording(graph: Graph, recording: MixRecording, limit: int) -> _Shown:
    from tracktion_db.cli.mixing import label_of
    from tracktion_db.cli.pictures import dot
    from tracktion_db.mixing import played_after, played_before

    before = graph.run(played_before(recording.uid, limit=limit))
    after = graph.run(played_after(recording.uid, limit=limit))
    nodes = {recording.uid: label_of(recording)}
    nodes |= {each.track: f"{each.artist} - {each.title}" for each in (*before, *after)}
    arrows = [(each.track, recording.uid, str(each.times)) for each in before]
    arrows += [(recording.uid, each.track, str(each.times)) for each in after]
    rows: list[tuple[object, ...]] = [
        (where, each.artist, each.title, each.times, f"{each.last_at:%Y-%m-%d}" if each.last_at else None)
        for where, side in (("before", before), ("after", after))
        for each in side
    ]
    return ("where", "artist", "title", "times", "last"), rows, dot(nodes, arrows, first=recording.uid)
