"""Every statement of a search is served by its indexes, planned for its values and planned for all."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from tests.catalog.test_plans import generic_plan
from tracktion_db import Call, Database, library

TITLES, ARTISTS = "audio_tracks_title_key_idx", "audio_tracks_artist_key_idx"
WORDS, IDS = "audio_tracks_search_vector_idx", "audio_tracks_pkey"
VOCABULARY, NEIGHBOURS = "search_words_pkey", "search_words_deletions_idx"
SERVED: dict[str, set[str]] = {
    "library.search_by_name": {TITLES, ARTISTS},
    "library.search_by_words": {WORDS, VOCABULARY},
    "library.read_slips": {VOCABULARY, NEIGHBOURS},
    "library.search_forgiving": {TITLES, ARTISTS, WORDS},
    "library.get_audio_track_hits": {IDS},
}
QUERIES = ["love", "love nigth", "the beatmakers love", "banando ell", "lovw banandp glosky", "b", "東京"]


@pytest.fixture(scope="module")
def crowded(crowded_url: str) -> Generator[Database]:
    with Database.from_url(crowded_url, pool_min_size=1) as db:
        yield db


def calls_of(db: Database, text: str, **where: Any) -> list[Call[Any]]:
    """The calls that a search makes."""
    calls: list[Call[Any]] = []
    work = library.search_audio_tracks(text, **where).begin()
    answer: Any = None
    while True:
        try:
            calls.append(work.send(answer))
        except StopIteration:
            return calls
        answer = db.run(calls[-1])


def scans(plan: str) -> list[str]:
    return re.findall(r"Seq Scan on (?:audio_tracks|search_words)", plan)


def test_a_statement_is_served_by_its_indexes_for_these_values_and_for_all(
    crowded: Database, crowded_url: str
) -> None:
    calls = {call.statement.name: call for text in QUERIES for call in calls_of(crowded, text)}

    assert set(SERVED) <= set(calls)
    for name, indexes in SERVED.items():
        for plan in (crowded.explain(calls[name]), generic_plan(crowded_url, calls[name])):
            assert not scans(plan), plan
            missing = {index for index in indexes if not re.search(rf"\b{index}\b", plan)}
            assert not missing, plan


@pytest.mark.parametrize(
    ("text", "where", "index"),
    [
        ("love", {"format": "flac"}, WORDS),
        ("banando", {"status": "FAILED", "genre": "house"}, WORDS),
        ("", {"year_from": 1970, "year_to": 1970}, "audio_tracks_year_idx"),
        ("love", {"year_from": 1970, "year_to": 1970}, "audio_tracks_year_idx"),
        ("", {"artist": "tiesto glosky"}, WORDS),
    ],
)
def test_a_rare_filter_decides_the_index(
    crowded: Database, text: str, where: dict[str, Any], index: str
) -> None:
    calls = calls_of(crowded, text, limit=1000, **where)
    (filtered,) = (call for call in calls if call.statement.name == "library.search_filtered")
    plan = crowded.explain(filtered)

    assert not scans(plan), plan
    assert re.search(rf"\b{index}\b", plan), plan


@pytest.mark.parametrize("index", [TITLES, ARTISTS, WORDS, VOCABULARY, NEIGHBOURS])
def test_without_its_index_a_statement_shows_a_scan(crowded: Database, crowded_url: str, index: str) -> None:
    # The control of the first test: what it looks for is not there.
    (name, *_) = (name for name, indexes in SERVED.items() if index in indexes)
    (call, *_) = (call for text in QUERIES for call in calls_of(crowded, text) if call.statement.name == name)
    drop = (
        f"DROP INDEX {index}"
        if index.endswith("_idx")
        else f"ALTER TABLE search_words DROP CONSTRAINT {index}"
    )
    with psycopg.connect(crowded_url) as connection, psycopg.ClientCursor(connection) as cursor:
        _ = connection.execute(drop.encode())
        types = ", ".join(parameter.type.name for parameter in call.statement.parameters)
        _ = cursor.execute("SET plan_cache_mode = force_generic_plan")
        _ = cursor.execute(f"PREPARE looked_at ({types}) AS ".encode() + call.statement.sql)
        arguments = ", ".join(["%s"] * len(call.parameters))
        _ = cursor.execute(f"EXPLAIN EXECUTE looked_at ({arguments})".encode(), call.parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        connection.rollback()

    assert index not in plan
    assert scans(plan) or name == "library.search_by_name", plan
