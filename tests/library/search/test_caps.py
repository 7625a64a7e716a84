"""Among 60,000 tracks of a few frequent words caps are reported, and pages without one have no gap."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.executors import Run
from tests.library.search.walking import places, walk
from tracktion_db import Settings


@pytest.fixture(scope="module")
def settings(crowded_url: str) -> Settings:
    return Settings.from_url(crowded_url, pool_min_size=1)


CASES: list[tuple[str, dict[str, Any]]] = [
    ("love", {}),
    ("love", {"status": "FAILED"}),
    ("love", {"year_from": 1970, "year_to": 1971}),
    ("love", {"format": "flac"}),
    ("artist:tiesto love", {"year_from": 1970, "year_to": 1971}),
    ("the beatmakers love", {}),
    ("banando love", {}),
    ("love bra", {"status": "FAILED"}),
    ("love bra", {"year_from": 1970, "year_to": 1971}),
    ("love bra", {"status": "PENDING", "genre": "house"}),
    ("love bra", {"format": "flac"}),
    ("genre:house love da", {}),
    ("title:love", {}),
    ("love -banando", {"status": "FAILED"}),
    ("love OR banando", {"format": "flac"}),
    ("nigt glomnig banando", {}),
    ("", {"format": "flac", "genre": "house"}),
    ("", {"year_from": 1970, "year_to": 1970}),
]


@pytest.mark.parametrize(("text", "where"), CASES, ids=str)
def test_what_pages_leave_out_of_one_large_page_is_reported(
    run: Run, text: str, where: dict[str, Any]
) -> None:
    whole, capped = places(run, text, **where)
    paged, paged_capped = walk(run, text, 50, **where)

    ids = [track_id for track_id, _, _ in paged]
    ranks = [rank for _, rank, _ in paged]
    assert len(set(ids)) == len(ids)
    assert ranks == sorted(ranks, reverse=True)
    assert paged == whole or capped or paged_capped
    if not paged_capped and len(paged) < 1000:
        assert set(whole) <= set(paged)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("night -night", {}),  # 2,000 tracks looked at, and none of them wanted
        ("beatmakers the night", {"minimum_rank": 0.4}),  # 500 tracks with all words ranked
        ("nigth", {}),  # 200 tracks with a word that may have been meant
        ("", {"genre": "house"}),  # 2,000 tracks that filters let through
        ("love", {"status": "FAILED", "year_from": 1961}),  # 2,000 tracks of one name
    ],
)
def test_a_cap_that_was_reached_is_reported(run: Run, text: str, where: dict[str, Any]) -> None:
    assert places(run, text, **where)[1]


@pytest.mark.parametrize("text", ["banando isto", "glosky banando 7", "unheardof", "!!!"])
def test_no_cap_is_reported_where_everything_was_seen(run: Run, text: str) -> None:
    assert not places(run, text)[1]
