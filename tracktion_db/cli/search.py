"""``search``: the tracks that a text means, as a table for people or JSON for programs."""

from __future__ import annotations

import json
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tracktion_db.cli.server import found_settings, names_a_server
from tracktion_db.database import Database
from tracktion_db.library import AudioTrackStatus, SearchPage, search_audio_tracks
from tracktion_db.migrations import apply_migrations


def search(
    text: Annotated[
        str, typer.Argument(help='What to look for; may say artist:, year:2010..2015, "a phrase", -word, OR.')
    ],
    artist: Annotated[str | None, typer.Option(help="Words of the artist.")] = None,
    album: Annotated[str | None, typer.Option(help="Words of the album.")] = None,
    genre: Annotated[str | None, typer.Option(help="Words of the genre.")] = None,
    file_format: Annotated[str | None, typer.Option("--format", help="File format, e.g. flac.")] = None,
    status: Annotated[str | None, typer.Option(help="PENDING, PROCESSING, COMPLETED or FAILED.")] = None,
    year_from: Annotated[int | None, typer.Option(help="First year.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Last year.")] = None,
    minimum_rank: Annotated[
        float, typer.Option(help="0 to 1; 0.4 leaves typos and missing words out.")
    ] = 0.0,
    limit: Annotated[int, typer.Option(help="Hits at most, 1 to 1,000.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="next_cursor of the page before, from --json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, with HTML snippets.")] = False,
) -> None:
    """Find tracks as people type them: any order, accents, punctuation, beginnings and typos.

    On the server that the environment names, as it is, else on the embedded one, which is migrated first.
    Finding nothing is no error: exit code 0.
    """
    steps = search_audio_tracks(
        text,
        artist=artist,
        album=album,
        genre=genre,
        format=file_format,
        status=cast("AudioTrackStatus | None", status),
        year_from=year_from,
        year_to=year_to,
        minimum_rank=minimum_rank,
        limit=limit,
        cursor=cursor,
        snippets="html" if as_json else None,
    )
    with found_settings() as settings, Database(settings) as db:
        if not names_a_server():
            apply_migrations(settings.conninfo())
        page = db.run(steps)
    if as_json:
        typer.echo(_as_json(page))
    else:
        _show(page)


def _as_json(page: SearchPage) -> str:
    answer = {
        "items": [hit.model_dump(mode="json") for hit in page.items],
        "next_cursor": page.next_cursor,
        "capped": page.capped,
        "truncated": page.truncated,
    }
    return json.dumps(answer, ensure_ascii=False)


def _show(page: SearchPage) -> None:
    out = Console(highlight=False)
    if not page.items:
        out.print("nothing found")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("artist", "title", "album", "year", "tier", "rank"):
        table.add_column(name, justify="right" if name in ("year", "rank") else "left", overflow="fold")
    for hit in page.items:
        cells = (hit.artist, hit.title, hit.album, hit.year, hit.tier, f"{hit.rank:.2f}")
        table.add_row(*(escape(str(cell)) if cell is not None else "" for cell in cells))
    out.print(table)
    if page.has_more:
        out.print("[dim]… and more: a larger --limit, or --json and --cursor[/]")
