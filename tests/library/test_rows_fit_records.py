from __future__ import annotations

from typing import Any, cast

from tests.library.samples import NOBODY, bare_track, new_track
from tracktion_db import Call, Database, Page, Record, Settings, library


def rows_of(answer: Any) -> list[Record]:
    if isinstance(answer, Page):
        answer = cast("Page[Record]", answer).items
    return cast("list[Record]", answer) if isinstance(answer, list) else [answer]


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(database_url: str) -> None:
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:

        def run(call: Call[Any], *, again: bool = True) -> None:
            answer = slow.run(call)
            rows = rows_of(answer)
            assert rows, call
            for row in rows:
                assert call.statement.record == f"library.{type(row).__name__}"
            if again:
                # The fast way makes the same of the same rows.
                assert fast.run(call) == answer

        filled, bare = new_track(), bare_track(1)
        for track in (filled, bare):
            run(library.save_audio_track(track), again=False)
        run(library.add_each_audio_track([filled, {"title": "x"}, {"title": ""}]), again=False)
        assert filled.id is not None
        run(library.get_audio_track(filled.id))
        run(library.get_audio_tracks([filled.id, NOBODY]))
        run(library.count_audio_tracks())
        run(library.estimate_audio_tracks())
        for key in ("created_at", "updated_at", "title", "artist", "album", "year"):
            run(library.list_audio_tracks(order=f"{key}_ascending"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            run(library.list_audio_tracks(order=f"{key}_descending"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
