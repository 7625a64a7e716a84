"""What random statements are made of: columns of three types, from the battery's tables and views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Type = Literal["integer", "text", "boolean"]
TYPES: Sequence[Type] = ("integer", "text", "boolean")


@dataclass(frozen=True)
class Column:
    """A text that may stand where an expression may, and its type."""

    text: str
    type: Type
    plain: bool = True
    """No aggregate or window function in it: a subquery may name it."""


def of_type(columns: Iterable[Column], type_: Type) -> list[Column]:
    """Those of this type."""
    return [column for column in columns if column.type == type_]


def relation_columns(relation: str, alias: str) -> list[Column]:
    """All columns of a table or view, and a few expressions over those of other types."""
    return [
        Column(f"({template.format(r=alias)})" if "{" in template else f"{alias}.{template}", type_)
        for type_, templates in RELATIONS[relation].items()
        for template in templates.split("; ")
    ]


RELATIONS: Mapping[str, Mapping[Type, str]] = {
    "label": {"integer": "label_id; parent_id", "text": "name; country; contact; short_code; strict_code"},
    "artist": {
        "integer": "artist_id; label_id; home_label_id; points; {r}.scores[1]; array_length({r}.tags, 1);"
        " length({r}.mood); cardinality({r}.tags); or_zero({r}.label_id)",
        "text": "name; nickname; {r}.mood::text; {r}.feeling::text; ({r}.home).city; ({r}.office).street;"
        " {r}.tags[1]; mood_text({r}.mood); label_name({r}.label_id)",
        "boolean": "active; hidden; 'a' = ANY ({r}.tags); {r}.mood = {r}.feeling; {r}.mood === {r}.feeling;"
        " {r} IS NOT NULL; {r}.home IS NULL",
    },
    "album": {
        "integer": "artist_id; number; seconds; minutes",
        "text": "title; title_upper; {r}.meta ->> 'k'; {r}.extra ->> 'k'; jsonb_typeof({r}.meta)",
        "boolean": "{r}.meta ? 'k'; {r}.rating > 1; {r}.released < '2025-01-01'; {r}.meta @? '$.k'",
    },
    "track": {
        "integer": "artist_id; album_number; seconds",
        "text": "title; isrc",
        "boolean": "{r}.removed_at > '2025-01-01'; {r}.track_id > 2",
    },
    "play": {
        "integer": "artist_id; {r}.amount::integer",
        "text": "{r}.payload ->> 'k'",
        "boolean": "{r}.day > '2025-01-01'",
    },
    "asset": {"integer": "asset_id", "text": "kind; note"},
    "picture": {"integer": "asset_id; width; height", "text": "kind; note"},
    "loose": {"integer": "a; b", "text": "c", "boolean": "d; {r}.e > 1"},
    "booking": {
        "integer": "booking_id; lower({r}.seats)",
        "text": "to_char({r}.starts, 'YYYY')",
        "boolean": "lower({r}.during) > '2024-01-05'; {r}.starts < {r}.ends; isempty({r}.seats)",
    },
    "artist_names": {"integer": "artist_id", "text": "name; alias; shown"},
    "artist_labels": {"integer": "artist_id; label_id", "text": "name; label_name; strict_code"},
    "artist_homes": {"integer": "artist_id; label_id", "text": "label_name; home_name"},
    "label_totals": {"integer": "label_id; {r}.artists::integer", "text": "last_name"},
    "all_names": {"text": "name; extra"},
    "active_artists": {"integer": "artist_id", "text": "name; nickname"},
    "album_facts": {"integer": "artist_id; number; {r}.seconds::integer", "boolean": "{r}.price > 0"},
}

USING: Sequence[tuple[str, str, str]] = (
    ("artist", "album", "artist_id"),
    ("artist", "track", "artist_id"),
    ("artist", "play", "artist_id"),
    ("album", "track", "artist_id"),
    ("play", "track", "artist_id"),
    ("label", "artist", "label_id"),
    ("artist_labels", "label", "label_id"),
)
"""Two relations that have one column of the same name."""
