"""Words and neighbours together: fused by rank, and each alone where the other finds nothing."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest

from tests.assistant.samples import NOBODY
from tests.assistant.test_any_text import MORE
from tests.assistant.test_search import HOSTILE_TEXTS
from tests.embeddings.samples import MODEL, OTHER_MODEL, add_embedded, add_texts, embed, random_vector
from tests.fixtures.executors import Run, blocking_run
from tests.library.search.hostile import HOSTILE, random_text
from tracktion_db import Settings, assistant, embeddings
from tracktion_db.embeddings import HybridHit
from tracktion_db.errors import ValidationError

WORDS = ["techno", "detroit", "strings", "drums", "house", "bass", "loop", "tempo"]


def search(
    run: Run, user: UUID, text: str, asked: list[float], limit: int = 100, **where: Any
) -> list[HybridHit]:
    return run(embeddings.search_hybrid(user, text, asked, MODEL, limit=limit, **where))


def fused(
    run: Run, user: UUID, text: str, asked: list[float], **where: Any
) -> list[tuple[UUID, float, int | None, int | None]]:
    """The same from two searches of their own: id, score and the two ranks."""
    worded = run(assistant.search_chunks(user, text, limit=100, **where)).items
    near = run(embeddings.search_nearest(user, asked, MODEL, limit=100, **where))
    by_words = {hit.id: rank for rank, hit in enumerate(worded, 1)}
    by_vector = {hit.id: rank for rank, hit in enumerate(near, 1)}
    rows = [
        (
            chunk_id,
            sum(1 / (60 + ranks[chunk_id]) for ranks in (by_words, by_vector) if chunk_id in ranks),
            by_words.get(chunk_id),
            by_vector.get(chunk_id),
        )
        for chunk_id in {**by_words, **by_vector}
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


@pytest.mark.parametrize("seed", range(6))
def test_both_lists_are_fused_as_their_ranks_say(run: Run, me: UUID, other: UUID, seed: int) -> None:
    chance = random.Random(seed)
    own: list[Any] = []
    for number, language in enumerate(["en", "de", None]):
        texts = [" ".join(chance.choices(WORDS, k=chance.randint(1, 6))) for _ in range(50)]
        chunks = add_texts(run, me, texts, number, language=language)
        own += chunks
        embedded = chance.sample(chunks, 40)
        _ = embed(run, me, embedded, [random_vector(chance, 4) for _ in embedded])
    _ = embed(run, me, own[:3], [[1.0]] * 3, OTHER_MODEL)
    _ = embed(run, other, add_texts(run, other, WORDS), [random_vector(chance, 4) for _ in WORDS])

    for text in (" ".join(chance.choices(WORDS, k=2)), "techno or drums", "bass -loop", '"drums techno"'):
        asked = random_vector(chance, 4)
        for where in ({}, {"transcript_id": own[60].transcript_id}):
            wanted = fused(run, me, text, asked, **where)
            for limit in (100, 7, 1):
                hits = search(run, me, text, asked, limit, **where)
                answered = [(hit.id, hit.score, hit.text_rank, hit.vector_rank) for hit in hits]
                assert answered == wanted[:limit]
                assert {hit.user_id for hit in hits} == {me}


def test_equal_scores_go_by_id(run: Run, me: UUID) -> None:
    worded = add_texts(run, me, ["techno"])
    near = add_embedded(run, me, [[1.0]], 1)

    hits = search(run, me, "techno", [1.0])

    assert [hit.score for hit in hits] == [1 / 61, 1 / 61]
    assert [hit.id for hit in hits] == sorted([worded[0].id, near[0].id])


def test_no_more_than_the_hundred_best_of_either_list_are_fused(run: Run, me: UUID) -> None:
    _ = add_texts(run, me, ["techno"] * 150)
    _ = add_embedded(run, me, [[1.0, float(n)] for n in range(150)], 1)

    hits = search(run, me, "techno", [1.0, 0.0])

    ranks = [hit.text_rank or hit.vector_rank for hit in hits]
    assert ranks == sorted([*range(1, 51)] * 2)
    assert hits[-1].score == 1 / 110


@pytest.mark.parametrize(
    "text", ["", " ", "-", "or", "!", "the", "nowhere", "-nowhere techno", "techno house"]
)
def test_a_text_that_finds_nothing_leaves_the_neighbours(run: Run, me: UUID, text: str) -> None:
    _ = add_embedded(run, me, [[1.0, float(n)] for n in range(5)])

    hits = search(run, me, text, [1.0, 0.0])

    near = run(embeddings.search_nearest(me, [1.0, 0.0], MODEL))
    assert [hit.id for hit in hits] == [hit.id for hit in near]
    assert {(hit.text_rank, hit.snippet) for hit in hits} == {(None, None)}
    assert [hit.vector_rank for hit in hits] == [1, 2, 3, 4, 5]


def test_chunks_without_an_embedding_are_found_by_their_words(run: Run, me: UUID) -> None:
    chunks = add_texts(run, me, ["techno", "techno techno", "house", "techno loop"])
    _ = embed(run, me, chunks[3:], [[1.0]], OTHER_MODEL)

    hits = search(run, me, "techno", [1.0])

    worded = run(assistant.search_chunks(me, "techno")).items
    assert [(hit.id, hit.snippet) for hit in hits] == [(hit.id, hit.snippet) for hit in worded]
    assert [hit.text_rank for hit in hits] == [1, 2, 3]
    assert {hit.vector_rank for hit in hits} == {None}
    assert search(run, me, "nowhere", [1.0]) == []
    assert search(run, NOBODY, "techno", [1.0]) == []


def test_a_hit_says_where_it_is_from_and_marks_what_its_words_hit(run: Run, me: UUID) -> None:
    chunks = add_texts(run, me, ["we played techno", "strings only"], 7)
    _ = embed(run, me, chunks, [[1.0, 1.0], [1.0, 0.0]])

    both, near = search(run, me, "techno", [1.0, 0.0])

    assert {name: getattr(both, name) for name in type(chunks[0]).model_fields} == chunks[0].model_dump()
    assert (both.youtube_video_id, both.title) == ("00000000007", "How Strings of Life was made")
    assert (both.text_rank, both.vector_rank, both.score) == (1, 2, 1 / 61 + 1 / 62)
    assert both.snippet == "played <mark>techno</mark>"
    assert (near.text_rank, near.vector_rank, near.score, near.snippet) == (None, 1, 1 / 61, None)
    assert "played" not in repr(both)


@pytest.mark.parametrize("spoken", HOSTILE_TEXTS)
def test_a_snippet_holds_no_markup_but_its_own_marks(run: Run, me: UUID, spoken: str) -> None:
    _ = embed(run, me, add_texts(run, me, [spoken]), [[1.0]])

    (hit,) = search(run, me, "techno", [1.0])

    assert hit.snippet is not None and "<mark>techno</mark>" in hit.snippet
    plain = hit.snippet.replace("<mark>", "").replace("</mark>", "")
    assert not set(plain) & set("<>\"'\x02\x03")


def test_any_text_may_be_asked_for(database_url: str, me: UUID) -> None:
    chance = random.Random(20_261_122)
    with blocking_run(Settings.from_url(database_url)) as run:
        for number, language in enumerate(["en", "ru", None]):
            chunks = add_texts(run, me, ["the strings were played by hand"] * 2, number, language=language)
            _ = embed(run, me, chunks, [[1.0, 1.0]] * 2)
        for text in [*HOSTILE, *MORE, *(random_text(chance) for _ in range(200))]:
            assert len(search(run, me, text, [1.0])) == 6, repr(text)


@pytest.mark.parametrize(
    ("text", "is_found"), [("strings" + " " * 1_000 + "nothing", True), (" " * 1_000 + "strings", False)]
)
def test_the_first_thousand_characters_count(run: Run, me: UUID, text: str, is_found: bool) -> None:
    _ = add_texts(run, me, ["strings"])
    assert len(search(run, me, text, [1.0])) == is_found


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800", None, 5, b"a", ["a"]])
def test_what_the_server_cannot_hold_is_refused_by_name(me: UUID, bad: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = embeddings.search_hybrid(me, bad, [1.0], MODEL)
    assert refused.value.field == "text"
