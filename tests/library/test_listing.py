"""Orders, filters and totals of lists, against what Python makes of the same rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any, get_args

import psycopg
import pytest

from tests.catalog.test_paging import all_pages
from tests.fixtures.executors import Run
from tests.library.samples import bare_track, new_track, track_id
from tracktion_db import library
from tracktion_db.errors import ValidationError
from tracktion_db.library import AudioTrack, AudioTrackOrder

ORDERS: tuple[AudioTrackOrder, ...] = get_args(AudioTrackOrder)
ARTISTS = ["Tiësto", "TIESTO", "AC/DC", "P!nk", "Ärzte, Die", "Любэ", None, None, " "]
ALBUMS = ["Just Be", "just be!", "Über alles", None, "Back in Black"]
GENRES = ["Drum & Bass", "drum and bass", "Bass", "テクノポップ", "R&B", None]
YEARS = [1999, 2004, 2004, None, 1800, 2100]


def fill(database_url: str, run: Run, tracks: int = 180) -> list[AudioTrack]:
    """Tracks with ties and unknown values in every order."""
    given = [
        bare_track(
            # Ids that are in another order than everything else.
            (number * 77) % 1009,
            title=f"Title {number % 7}",
            artist=ARTISTS[number % len(ARTISTS)],
            album=ALBUMS[number % len(ALBUMS)],
            genre=GENRES[number % len(GENRES)],
            year=YEARS[number * 5 % len(YEARS)],
            status=("PENDING", "COMPLETED", "COMPLETED", "FAILED")[number % 4],
        )
        for number in range(tracks)
    ]
    _ = run(library.add_audio_tracks(given))
    with psycopg.connect(database_url) as connection:
        _ = connection.execute("ALTER TABLE audio_tracks DISABLE TRIGGER USER")
        _ = connection.execute(
            """UPDATE audio_tracks SET
                created_at = timestamptz '2026-01-01 UTC' + (duration IS NULL)::int * hashtext(id::text) % 20
                    * interval '1 second',
                updated_at = timestamptz '2026-02-01 UTC' + hashtext(title) % 10 * interval '1 second'"""
        )
    found = run(library.get_audio_tracks([track.id for track in given if track.id is not None]))
    return [one.track for one in found if one.track is not None]


def folded(database_url: str, names: set[str | None]) -> dict[str | None, str]:
    """The keys of names; nothing stands behind that of None."""
    with psycopg.connect(database_url) as connection:
        keys: dict[str | None, str] = {None: "\U0010ffff"}
        for name in names - {None}:
            row = connection.execute("SELECT search_key(search_fold(%s))", (name,)).fetchone()
            assert row is not None
            keys[name] = row[0]
    return keys


def sort_key(database_url: str, order: str, tracks: list[AudioTrack]) -> Callable[[AudioTrack], Any]:
    names = {name for track in tracks for name in (track.title, track.artist, track.album)}
    keys = folded(database_url, names)
    by: dict[str, Callable[[AudioTrack], Any]] = {
        "created_at": lambda track: (track.created_at, track.id),
        "updated_at": lambda track: (track.updated_at, track.id),
        # Code points are in the order of their bytes as UTF-8, which the collation "C" compares.
        "title": lambda track: (keys[track.title], keys[track.artist], track.id),
        "artist": lambda track: (keys[track.artist], keys[track.title], track.id),
        "album": lambda track: (keys[track.album], track.id),
        "year": lambda track: (track.year or 0, track.id),
    }
    return by[order.rpartition("_")[0]]


def plain(tracks: list[Any]) -> list[dict[str, Any]]:
    """The fields of the tracks alone, without the keys of their order."""
    return [track.model_dump(include=set(AudioTrack.model_fields)) for track in tracks]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_total_and_places_what_is_unknown(run: Run, database_url: str, order: str) -> None:
    tracks = fill(database_url, run)
    expected = sorted(
        tracks, key=sort_key(database_url, order, tracks), reverse=order.endswith("_descending")
    )

    page = run(library.list_audio_tracks(order=order, limit=1000))  # type: ignore[arg-type]

    assert plain(list(page.items)) == plain(expected)
    assert not page.has_more


def test_unknown_artists_and_albums_come_behind_and_unknown_years_before(run: Run, database_url: str) -> None:
    _ = fill(database_url, run)

    def values(order: AudioTrackOrder, field: str) -> list[object]:
        return [
            getattr(track, field) for track in run(library.list_audio_tracks(order=order, limit=1000)).items
        ]

    for field in ("artist", "album"):
        assert values(f"{field}_ascending", field)[-1] is None  # type: ignore[arg-type]
        assert values(f"{field}_descending", field)[0] is None  # type: ignore[arg-type]
    assert values("year_ascending", "year")[0] is None
    assert values("year_descending", "year")[-1] is None


@pytest.mark.parametrize("order", ORDERS)
def test_pages_of_any_size_give_every_track_once_in_one_order(
    run: Run, database_url: str, order: AudioTrackOrder
) -> None:
    _ = fill(database_url, run, 60)
    for filters in (
        {},
        {"status": "COMPLETED"},
        {"year_from": 1999},
        {"year_to": 2004},
        {"artist": "tiesto"},
    ):
        page_of = partial(library.list_audio_tracks, order=order, **filters)
        whole = list(run(page_of(limit=1000)).items)
        assert len({track.id for track in whole}) == len(whole) > 7
        for limit in (1, 7, len(whole) - 1, len(whole), len(whole) + 1):
            assert all_pages(run, page_of, limit) == whole


@pytest.mark.parametrize("order", ORDERS)
def test_an_unchanged_track_is_neither_repeated_nor_skipped_while_others_come_and_go(
    run: Run, database_url: str, order: AudioTrackOrder
) -> None:
    stable = {track.id for track in fill(database_url, run, 90)}
    doomed = [
        bare_track(2000 + number, artist=ARTISTS[number % 9], year=YEARS[number % 6]) for number in range(60)
    ]
    _ = run(library.add_audio_tracks(doomed))
    left = {track.id for track in doomed if track.id is not None}
    seen: list[Any] = []
    removed_under_the_cursor = 0
    cursor: str | None = None
    while True:
        page = run(library.list_audio_tracks(order=order, limit=7, cursor=cursor))
        seen += [track.id for track in page.items]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        new = {"artist": ARTISTS[len(seen) % 9], "album": ALBUMS[len(seen) % 5], "year": YEARS[len(seen) % 6]}
        if len(seen) < 500:
            _ = run(library.add_audio_tracks([bare_track(5000 + len(seen), **new)]))
        # The very track that the next page starts after goes too, where it may.
        last = page.items[-1].id
        for track in {last} & left or set(list(left)[:1]):
            removed_under_the_cursor += run(library.remove_audio_track(track)) * (track == last)
            left.remove(track)

    assert stable <= set(seen)
    assert len(seen) == len(set(seen))
    assert removed_under_the_cursor


def passes(track: AudioTrack, keys: dict[str | None, str], filters: dict[str, Any]) -> bool:
    for name in ("artist", "album", "genre"):
        asked = filters.get(name)
        if asked is not None and (getattr(track, name) is None or keys[getattr(track, name)] != keys[asked]):
            return False
    if filters.get("status") not in (None, track.status):
        return False
    low, high = filters.get("year_from"), filters.get("year_to")
    if low is None and high is None:
        return True
    return track.year is not None and (low or 0) <= track.year <= (9999 if high is None else high)


FILTERS: list[dict[str, Any]] = [
    {},
    *({"status": status} for status in ("PENDING", "PROCESSING", "COMPLETED", "FAILED")),
    *({"artist": name} for name in ("tiesto", "ACDC", "pink", "aerzte", "любэ", "nobody", " ", "\U0010ffff")),
    *({"album": name} for name in ("JUST BE", "uber alles", "just", "\U0010ffff", "")),
    *(
        {"genre": name}
        for name in ("Drum'n'Bass", "drum & bass", "bass", "テクノポップ", "テクノ", "r and b")
    ),
    *({"genre": name} for name in ("", " ", "!!!", "'", "\\", ":*", "&|!()<->", "a'); DROP TABLE")),
    *(
        {"year_from": low, "year_to": high}
        for low, high in product((None, -5, 0, 1999, 2005, 2**31 - 1), (None, -5, 0, 1999, 2100, 2**31 - 1))
    ),
    {"status": "COMPLETED", "artist": "TIËSTO", "year_from": 1999, "genre": "bass"},
    {"status": "FAILED", "album": "just be", "year_to": 2004},
]


@pytest.mark.parametrize("order", ORDERS)
def test_filters_leave_what_passes_all_of_them(run: Run, database_url: str, order: AudioTrackOrder) -> None:
    tracks = fill(database_url, run)
    names = {*ARTISTS, *ALBUMS, *GENRES}
    names |= {value for filters in FILTERS for value in filters.values() if isinstance(value, str)}
    keys = folded(database_url, names)
    for filters in FILTERS:
        expected = {track.id for track in tracks if passes(track, keys, filters)}

        listed, counted, estimated = (
            run(library.list_audio_tracks(order=order, limit=1000, **filters)),
            run(library.count_audio_tracks(**filters)),
            run(library.estimate_audio_tracks(**filters)),
        )

        assert {track.id for track in listed.items} == expected, filters
        assert counted.tracks == len(expected), filters
        assert estimated.tracks >= min(1, len(expected))


def test_what_is_found_by_filters_is_not_always_nothing(run: Run, database_url: str) -> None:
    # The control of the test above.
    _ = fill(database_url, run)
    counts = [run(library.count_audio_tracks(**filters)).tracks for filters in FILTERS]
    assert counts[0] == 180
    assert sum(0 < count < 180 for count in counts) > 25


def test_a_list_and_its_total_come_in_one_round_trip(run: Run, database_url: str) -> None:
    _ = fill(database_url, run)

    page, total, estimate = run.all(
        library.list_audio_tracks(status="FAILED", limit=5),
        library.count_audio_tracks(status="FAILED"),
        library.estimate_audio_tracks(status="FAILED"),
    )

    assert len(page.items) == 5  # type: ignore[attr-defined]
    assert total.tracks == 45  # type: ignore[attr-defined]
    assert estimate.tracks >= 1  # type: ignore[attr-defined]


def test_the_estimate_is_near_the_count_once_the_table_is_analyzed(run: Run, database_url: str) -> None:
    _ = run(library.add_audio_tracks([new_track(number, year=1990 + number % 20) for number in range(2000)]))
    with psycopg.connect(database_url, autocommit=True) as connection:
        _ = connection.execute("ANALYZE audio_tracks")

    for filters in ({}, {"artist": "tiesto"}, {"year_from": 2000}, {"status": "FAILED"}, {"genre": "trance"}):
        exact = run(library.count_audio_tracks(**filters)).tracks  # type: ignore[arg-type]
        estimated = run(library.estimate_audio_tracks(**filters)).tracks  # type: ignore[arg-type]
        assert exact / 2.5 - 1 <= estimated <= exact * 2.5 + 1, filters


def test_an_order_or_status_outside_the_closed_sets_is_refused() -> None:
    for wrong in ("title", "Title_ascending", "", "id_ascending", None, 5, ["title_ascending"]):
        with pytest.raises(ValidationError) as refused:
            _ = library.list_audio_tracks(order=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert refused.value.field == "order"
    for function in (library.list_audio_tracks, library.count_audio_tracks, library.estimate_audio_tracks):
        for wrong in ("done", "pending", "", 5):
            with pytest.raises(ValidationError) as refused:
                _ = function(status=wrong)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            assert refused.value.field == "status"


def test_a_cursor_of_another_order_or_of_other_filters_is_refused(run: Run, database_url: str) -> None:
    _ = fill(database_url, run)
    cursors = {order: run(library.list_audio_tracks(order=order, limit=2)).next_cursor for order in ORDERS}
    for order, origin in product(ORDERS, ORDERS):
        if order == origin:
            assert run(library.list_audio_tracks(order=order, cursor=cursors[origin], limit=3)).items
            continue
        with pytest.raises(ValidationError) as refused:
            _ = library.list_audio_tracks(order=order, cursor=cursors[origin])
        assert refused.value.field == "cursor"
    for filters in ({"status": "PENDING"}, {"genre": "x"}, {"artist": "x"}, {"album": "x"}, {"year_to": 1}):
        with pytest.raises(ValidationError):
            _ = library.list_audio_tracks(cursor=cursors["created_at_descending"], **filters)  # type: ignore[arg-type]


def test_the_longest_keys_stand_on_pages_too(run: Run) -> None:
    last = "\U0010ffff" * 1000
    tracks = [
        bare_track(0, title=last, artist=last, album=last),
        bare_track(1),
        bare_track(2, title=" ", album=" "),
    ]
    _ = run(library.add_audio_tracks(tracks))

    for order in ORDERS:
        pages = all_pages(run, partial(library.list_audio_tracks, order=order), 1)
        assert {track.id for track in pages} == {track_id(0), track_id(1), track_id(2)}
