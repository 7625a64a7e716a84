"""One track of a tracklist, as it stands in the JSONB array ``tracks``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import CoreSchema, core_schema

from tracktion_db.errors import ValidationError
from tracktion_db.records import NO_NUL, Input
from tracktion_db.statements import JsonText, convert_jsonb

# ASCII digits only, and at most nine before the first colon: as tracklist_start_seconds of the schema has it.
START_TEXT = r"^[0-9]{1,9}:[0-5][0-9](:[0-5][0-9])?$"


def _start_time_schema(_source: Any, _handler: Any) -> CoreSchema:
    return core_schema.union_schema(
        [
            core_schema.str_schema(strict=True, pattern=START_TEXT),
            core_schema.int_schema(strict=True, ge=0),
            core_schema.float_schema(strict=True, ge=0, allow_inf_nan=False),
            core_schema.none_schema(),
        ],
        mode="left_to_right",
        custom_error_type="start_time",
        custom_error_message='must be "mm:ss", "hh:mm:ss", a number of seconds from 0 on, or null',
    )


TrackText = Annotated[str, Field(strict=True, pattern=NO_NUL)]
StartTime = Annotated[str | int | float | None, GetPydanticSchema(_start_time_schema)]


class Track(Input):
    """A track of a set. Any other keys (``id``, ``label``, ``remix`` …) are kept as they came."""

    # Not strict: a dict goes for a track, and the types of the fields are strict themselves.
    model_config = ConfigDict(extra="allow", strict=False)

    title: TrackText
    artist: TrackText
    start_time: StartTime = None
    """``"mm:ss"`` with any number of minutes, ``"hh:mm:ss"`` or seconds; None when not known."""

    if TYPE_CHECKING:
        # Type checkers take the fields above for all that there are.
        def __init__(
            self, *, title: str, artist: str, start_time: float | str | None = None, **others: Any
        ) -> None: ...

    def start_second(self) -> int | float | None:
        """``start_time`` in seconds from the start of the set; None when not known."""
        if not isinstance(self.start_time, str):
            return self.start_time
        seconds = 0
        for part in self.start_time.split(":"):
            seconds = seconds * 60 + int(part)
        return seconds


def _check(tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    # Raised as our own errors, which pass through Pydantic: only they can name a place inside this field.
    latest: float = 0
    for position, track in enumerate(tracks):
        second = track.start_second()
        if second is not None:
            if second < latest:
                raise ValidationError(
                    f"tracks[{position}].start_time", "must not be before the start of an earlier track"
                )
            latest = second
        if track.__pydantic_extra__:
            # The return value is not needed: this names the first extra key that is no JSON.
            convert_jsonb(track.__pydantic_extra__, f"tracks[{position}]")
    return tracks


def _tracks_schema(_source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    # Any sequence goes in, also that of a Tracklist; what the input keeps is a tuple, which cannot change.
    return handler(Annotated[tuple[Track, ...], Field(strict=False), AfterValidator(_check)])


Tracks = Annotated[Sequence[Track], GetPydanticSchema(_tracks_schema)]
"""Tracks in playing order, each a Track or a dict of its keys; their start times never go backwards."""


def tracks_json(tracks: Sequence[Track]) -> JsonText | None:
    """The tracks as they came: a key that was not given is not written."""
    return convert_jsonb([track.model_dump(exclude_unset=True) for track in tracks], "tracks")
