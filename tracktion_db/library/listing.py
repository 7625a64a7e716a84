"""Lists of audio tracks by any order and any filters, and how many there are.

Filters narrow each other. Names (``genre``, ``artist``, ``album``) are compared as search compares them:
case, accents and punctuation do not matter, and names that differ only after 160 letters are the same. What
is unknown passes no filter about it: a list from a year on has no track whose year is not known.

Without filters every page costs the same, however late. With filters the server plans each call for what is
asked: a page costs at most what reading all tracks costs that the rarest of the filters leaves, or, where
they are frequent, the tracks between one hit and the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from tracktion_db.call import Call, Page, one, page
from tracktion_db.errors import ValidationError
from tracktion_db.library.audio_tracks import AudioTrack
from tracktion_db.library.fields import AudioTrackStatus, require_choice
from tracktion_db.library.search_slices import LAST_KEY
from tracktion_db.library.statements import sql
from tracktion_db.paging import EARLIEST, FIRST_ID, LAST_ID, LATEST, Position
from tracktion_db.records import Record

AudioTrackOrder = Literal[
    "created_at_ascending",
    "created_at_descending",
    "updated_at_ascending",
    "updated_at_descending",
    "title_ascending",
    "title_descending",
    "artist_ascending",
    "artist_descending",
    "album_ascending",
    "album_descending",
    "year_ascending",
    "year_descending",
]
"""What a list is ordered by; each ``…_descending`` is the exact reverse of its ``…_ascending``."""


class AudioTrackByName(AudioTrack):
    """A track of a list by title or artist."""

    title_key: str
    """The folded title, without gaps: what is compared."""
    artist_key: str
    """The folded artist; U+10FFFF, behind all others, for an unknown one."""


class AudioTrackByAlbum(AudioTrack):
    """A track of a list by album."""

    album_key: str
    """The folded album; U+10FFFF, behind all others, for an unknown one."""


class AudioTrackByYear(AudioTrack):
    """A track of a list by year."""

    year_key: int
    """The year; 0, before all others, for an unknown one."""


class AudioTrackTotal(Record):
    """How many tracks there are."""

    tracks: int


class _Order(NamedTuple):
    record: type[AudioTrack]
    first: Position
    """Before every row in ascending order."""
    last: Position
    """Behind every row."""


_CREATED = _Order(AudioTrack, {"created_at": EARLIEST}, {"created_at": LATEST})
_UPDATED = _Order(AudioTrack, {"updated_at": EARLIEST}, {"updated_at": LATEST})
_TITLE = _Order(
    AudioTrackByName, {"title_key": "", "artist_key": ""}, {"title_key": LAST_KEY, "artist_key": LAST_KEY}
)
_ARTIST = _Order(
    AudioTrackByName, {"artist_key": "", "title_key": ""}, {"artist_key": LAST_KEY, "title_key": LAST_KEY}
)
_ALBUM = _Order(AudioTrackByAlbum, {"album_key": ""}, {"album_key": LAST_KEY})
_YEAR = _Order(AudioTrackByYear, {"year_key": -1}, {"year_key": 2**15 - 1})
_ORDERS = {
    "created_at": _CREATED,
    "updated_at": _UPDATED,
    "title": _TITLE,
    "artist": _ARTIST,
    "album": _ALBUM,
    "year": _YEAR,
}


def list_audio_tracks(
    *,
    order: AudioTrackOrder = "created_at_descending",
    status: AudioTrackStatus | None = None,
    genre: str | None = None,
    artist: str | None = None,
    album: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Call[Page[AudioTrack]]:
    """The tracks that pass all filters given, in this order.

    ``title`` is ordered by the folded title, then artist; ``artist`` by artist, then title. Unknown artists
    and albums stand behind all known ones in ascending order, unknown years before them; descending is the
    reverse. What is equal is ordered by id. The records of lists by names or years have what they are ordered
    by too: they are ``AudioTrackByName``, ``AudioTrackByAlbum``, ``AudioTrackByYear``.
    """
    if order not in get_args(AudioTrackOrder):
        raise ValidationError("order", f"must be one of {', '.join(get_args(AudioTrackOrder))}")
    key, _, direction = order.rpartition("_")
    record, first, last = _ORDERS[key]
    before_first = {**first, "id": FIRST_ID} if direction == "ascending" else {**last, "id": LAST_ID}
    return page(
        sql[f"library.list_audio_tracks_by_{order}"],
        record,
        before_first=before_first,
        limit=limit,
        cursor=cursor,
        **_filters(status, genre, artist, album, year_from, year_to),
    )


def count_audio_tracks(
    *,
    status: AudioTrackStatus | None = None,
    genre: str | None = None,
    artist: str | None = None,
    album: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
) -> Call[AudioTrackTotal]:
    """How many tracks pass all filters given, counted: it costs what reading them costs."""
    filters = _filters(status, genre, artist, album, year_from, year_to)
    return one(sql["library.count_audio_tracks"], AudioTrackTotal, **filters)


def estimate_audio_tracks(
    *,
    status: AudioTrackStatus | None = None,
    genre: str | None = None,
    artist: str | None = None,
    album: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
) -> Call[AudioTrackTotal]:
    """About how many tracks pass all filters given: the planner's guess, in no time.

    At least 1 unless the filters exclude each other. It is as good as the server's statistics, which ANALYZE
    renews, and takes filters as independent of each other.
    """
    filters = _filters(status, genre, artist, album, year_from, year_to)
    return one(sql["library.estimate_audio_tracks"], AudioTrackTotal, **filters)


def _filters(
    status: str | None,
    genre: str | None,
    artist: str | None,
    album: str | None,
    year_from: int | None,
    year_to: int | None,
) -> Mapping[str, Any]:
    require_choice("status", status, get_args(AudioTrackStatus))
    return {
        "status": status,
        "genre": genre,
        "artist": artist,
        "album": album,
        "year_from": year_from,
        "year_to": year_to,
    }
