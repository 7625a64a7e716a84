"""Links between recordings that are alike: derived, read, and dropped again."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from random import Random
from typing import Any

import pytest

from tests.mixing.library import random_recordings, recording, save
from tracktion_db.errors import ValidationError
from tracktion_db.graph import Graph, GraphCall
from tracktion_db.mixing import (
    Likeness,
    MixRecording,
    MixRule,
    count_relationships,
    drop_low_scores,
    rescore_similarity,
    rescoring,
    similar_recordings,
)
from tracktion_db.mixing.costs import score_of, tempo_cost
from tracktion_db.mixing.fit import judge

KINDS: tuple[Likeness, ...] = ("SIMILAR_TO", "HARMONIC_COMPATIBLE", "TEMPO_COMPATIBLE")


def links(graph: Graph) -> dict[str, int]:
    return {each.type: each.count for each in graph.run(count_relationships())}


def run_all(graph: Graph, calls: tuple[GraphCall[Any], ...]) -> tuple[Any, ...]:
    return graph.transact(lambda tx: tuple([tx.run(call) for call in calls]))


def expected(
    recordings: Sequence[MixRecording], one: MixRecording, kind: Likeness
) -> list[tuple[str, float]]:
    """All links that there may be, the best first."""
    found: list[tuple[str, float]] = []
    for other in recordings:
        fit = judge(MixRule(), one, other)
        if one.is_same_song(other) or fit.tempo is None or "tempo" in fit.broken or one.key is None:
            continue
        if kind == "TEMPO_COMPATIBLE":
            found.append((other.uid, score_of(tempo_cost(fit.tempo))))
        elif fit.is_known and not fit.broken:
            # Energies and genres are the same in these.
            found.append((other.uid, fit.score))
    return sorted(found, key=lambda each: (-each[1], each[0]))


@pytest.mark.parametrize("k", [1, 4])
def test_each_recording_has_its_k_best_of_each_kind(graph: Graph, k: int) -> None:
    recordings = [
        each.model_copy(update={"genre": "house", "energy": 0.5}) for each in random_recordings(Random(2), 70)
    ]
    save(graph, recordings)
    done = graph.run(rescore_similarity(k=k))
    assert (done.recordings, done.finished) == (70, True)
    assert sum(links(graph).values()) == done.links > 70
    for one in recordings:
        for kind in KINDS:
            found = graph.run(similar_recordings(one.uid, likeness=kind))
            wanted = expected(recordings, one, kind)[:k]
            # Of equally good ones which are taken is not said.
            assert [each.score for each in found] == pytest.approx([score for _, score in wanted])
            assert all(each.version == 1 for each in found)


def test_energy_and_genre_make_recordings_alike(graph: Graph) -> None:
    save(
        graph,
        [
            recording("a", genre="house", energy=0.5),
            recording("b", genre="house", energy=0.6),
            recording("c", genre="techno", energy=0.6),
            recording("d", genre="house", energy=1.0),
            recording("e"),
        ],
    )
    graph.run(rescore_similarity())
    found = graph.run(similar_recordings("a"))
    assert [each.uid for each in found] == ["b", "e", "d", "c"]
    assert [each.score for each in found] == pytest.approx(
        [score_of(cost) for cost in (0.05, 0.2, 0.25, 0.35)]
    )


def test_a_run_goes_on_where_the_last_one_ended(graph: Graph) -> None:
    save(graph, random_recordings(Random(2), 25))
    graph.run(rescore_similarity(k=3))
    at_once = {uid: graph.run(similar_recordings(uid)) for uid in ("r000", "r010", "r024")}
    after, runs, total = "", 0, 0
    while True:
        done = graph.run(rescore_similarity(k=3, after=after, most=7))
        after, runs, total = done.last, runs + 1, total + done.recordings
        if done.finished:
            break
    assert (runs, total, after) == (4, 25, "r024")
    assert {uid: graph.run(similar_recordings(uid)) for uid in at_once} == at_once


def test_interrupted_in_the_middle_every_recording_has_its_old_links_or_its_new_ones(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescoring, "_BATCH", 10)
    save(graph, [recording(f"r{each:03}", bpm=120 + each / 100) for each in range(25)])
    work = rescore_similarity(k=5).begin()
    asked = next(work)
    writes = 0
    while writes < 1:
        answer: Any = run_all(graph, asked) if isinstance(asked, tuple) else graph.run(asked)
        writes += isinstance(asked, tuple) and not asked[0].statement.reads_only
        asked = work.send(answer)
    work.close()
    assert links(graph)["SIMILAR_TO"] == 10 * 5
    assert graph.run(rescore_similarity(k=5)).finished
    assert set(links(graph).values()) == {25 * 5}


def test_a_recording_that_lost_its_key_loses_its_links(graph: Graph) -> None:
    save(graph, [recording("a"), recording("b")])
    graph.run(rescore_similarity())
    save(graph, [recording("a", camelot=None)])
    graph.run(rescore_similarity())
    assert graph.run(similar_recordings("a")) == []
    assert links(graph) == {"TEMPO_COMPATIBLE": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_low_scores_are_dropped_of_one_kind_only(graph: Graph, kind: Likeness) -> None:
    save(graph, random_recordings(Random(6), 40))
    graph.run(rescore_similarity())
    before = links(graph)
    scores = [
        each.score
        for number in range(40)
        for each in graph.run(similar_recordings(f"r{number:03}", likeness=kind, limit=50))
    ]
    below = sorted(scores)[len(scores) // 2]
    low = sum(score < below for score in scores)
    assert 0 < low < len(scores) == before[kind]
    assert graph.run(drop_low_scores(kind, below)) == low
    assert graph.run(drop_low_scores(kind, below)) == 0
    assert links(graph) == before | {kind: before[kind] - low}


def test_bad_numbers_are_refused_by_their_field() -> None:
    for ask, field in (
        (lambda: drop_low_scores("SIMILAR_TO", nan), "below"),
        (lambda: drop_low_scores("SIMILAR_TO", 1.1), "below"),
        (lambda: drop_low_scores("PLAYED_BEFORE", 0.5), "likeness"),  # type: ignore[arg-type]
        (lambda: similar_recordings("a", limit=51), "limit"),
        (lambda: rescore_similarity(k=51), "k"),
        (lambda: rescore_similarity(most=0), "most"),
    ):
        with pytest.raises(ValidationError) as refused:
            ask()
        assert refused.value.field == field
