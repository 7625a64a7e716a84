"""Searches in transcripts and chunks: languages, syntax, order, snippets, pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.assistant.samples import NOBODY, add_chunks, new_chunk, new_transcript
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.assistant import Transcript
from tracktion_db.errors import ValidationError


def add(run: Run, user: UUID, number: int, text: str, *chunks: str, **fields: Any) -> Transcript:
    """A transcript of this text with these chunks, without a title unless one is given."""
    transcript = run(
        assistant.add_transcript(
            user, new_transcript(number, **{"title": None, "transcript_text": text, **fields})
        )
    )
    given = [new_chunk(transcript, place, chunk_text=chunk) for place, chunk in enumerate(chunks)]
    _ = run(assistant.add_chunks(user, given))
    return transcript


def numbers(run: Run, user: UUID, text: str, **where: Any) -> list[int]:
    """Numbers of the transcripts found, best first."""
    return [int(hit.youtube_video_id) for hit in run(assistant.search_transcripts(user, text, **where)).items]


def places(run: Run, user: UUID, text: str, **where: Any) -> list[tuple[int, int]]:
    """Transcript and index of the chunks found, best first."""
    hits = run(assistant.search_chunks(user, text, **where)).items
    return [(int(hit.youtube_video_id), hit.chunk_index) for hit in hits]


def test_words_are_found_in_any_form_that_their_language_has(run: Run, me: UUID) -> None:
    sentences = {
        "en": ("The runners were running", "run"),
        "de": ("Die Häuser wurden verkauft", "haus"),
        "fr": ("Nous avons mangé les pommes", "pomme"),
        "ru": ("Мы слушали музыку", "музыка"),
        "es": ("Las canciones nuevas", "canción"),
        "pt-BR": ("As músicas tocavam", "música"),
    }
    for number, (language, (text, _)) in enumerate(sentences.items()):
        _ = add(run, me, number, text, text, language=language)

    for number, (_, word) in enumerate(sentences.values()):
        assert numbers(run, me, word) == [number], word
        assert places(run, me, word) == [(number, 0)], word


def test_an_unknown_language_is_searched_by_whole_words(run: Run, me: UUID) -> None:
    _ = add(run, me, 0, "nuqneH running", "nuqneH running", language="tlh")
    _ = add(run, me, 1, "running the", "running the", language=None)

    assert numbers(run, me, "NUQNEH") == [0]
    assert sorted(numbers(run, me, "running")) == [0, 1]
    assert numbers(run, me, "run") == []
    assert numbers(run, me, "the") == [1]
    assert places(run, me, "nuqneh") == [(0, 0)]


def test_a_run_of_signs_without_blanks_is_one_word(run: Run, me: UUID) -> None:
    _ = add(run, me, 0, "東京の音楽", "東京の音楽", language="ja")
    _ = add(run, me, 1, "東京 音楽", "東京 音楽", language="ja")

    assert (numbers(run, me, "東京"), places(run, me, "東京")) == ([1], [(1, 0)])
    assert numbers(run, me, "東京の音楽") == [0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("strings", {0, 1, 2}),
        ("strings hand", {0, 1}),
        ("HAND Strings", {0, 1}),
        ('"strings by hand"', {1}),
        ('"played by hand"', {0}),
        ("strings -hand", {2}),
        ('strings -"by hand"', {0, 2} - {0}),
        ("drums or loop", {0, 2}),
        ("drums OR loop", {0, 2}),
        ("-strings", {3}),
        ("strings nothing", set[int]()),
        ("string's", {0, 1, 2}),
        ("strings & (hand | loop)", set[int]()),
    ],
)
def test_a_text_is_read_as_in_a_search_box(run: Run, me: UUID, text: str, found: set[int]) -> None:
    for number, spoken in enumerate(
        [
            "Drums and strings were played by hand",
            "Strings by hand",
            "The strings are a loop",
            "Nothing else was there",
        ]
    ):
        _ = add(run, me, number, spoken, spoken)

    assert set(numbers(run, me, text)) == found
    assert {number for number, _ in places(run, me, text)} == found


def test_words_in_the_title_count_most_then_how_near_they_stand(run: Run, me: UUID) -> None:
    _ = add(run, me, 0, "Detroit is far away, and then, much later, somebody spoke of techno")
    _ = add(run, me, 1, "Detroit techno")
    _ = add(run, me, 2, "other things", title="Detroit techno")

    assert numbers(run, me, "detroit techno") == [2, 1, 0]
    ranks = [hit.rank for hit in run(assistant.search_transcripts(me, "detroit techno")).items]
    assert 1 > ranks[0] > ranks[1] > ranks[2] > 0


def test_the_snippet_comes_from_the_chunk_that_fits_best_with_its_time(run: Run, me: UUID) -> None:
    _ = add(
        run, me, 0, "drums, strings, drums and strings, drums by hand",
        "only drums here", "drums and strings together", "strings by hand",
    )  # fmt: skip

    (hit,) = run(assistant.search_transcripts(me, "drums strings")).items
    assert (hit.start_seconds, hit.end_seconds) == (30.0, 59.5)
    assert hit.snippet == "<mark>drums</mark> and <mark>strings</mark> together"


@pytest.mark.parametrize(
    ("text", "best", "snippet"),
    [
        ("strings hand clap", 2, "<mark>strings</mark> by <mark>hand</mark>"),
        ('"strings by hand" kick', 2, "<mark>strings</mark> by <mark>hand</mark>"),
        ("kick together -feet", 0, "<mark>kick</mark> drums first"),
        ("kick together or kick hand", 2, "strings by <mark>hand</mark>"),
        ("detroit hand", 2, "strings by <mark>hand</mark>"),
        ("-feet", 0, "kick drums first"),
    ],
)
def test_where_no_chunk_has_all_the_words_the_time_is_of_the_best_with_any(
    run: Run, me: UUID, text: str, best: int, snippet: str
) -> None:
    chunks = ["kick drums first", "drums and strings together", "strings by hand", "a clap, a clap, a clap"]
    _ = add(run, me, 0, ", ".join(chunks), *chunks, title="Detroit")

    (hit,) = run(assistant.search_transcripts(me, text)).items

    assert hit.snippet == snippet
    assert (hit.start_seconds, hit.end_seconds) == (best * 30.0, best * 30.0 + 29.5)


def test_words_that_no_chunk_has_have_no_time(run: Run, me: UUID) -> None:
    _ = add(run, me, 0, "drums by hand", "drums", title="Detroit")
    _ = add(run, me, 1, "techno from Detroit")

    hits = run(assistant.search_transcripts(me, "detroit")).items

    assert [(hit.start_seconds, hit.end_seconds) for hit in hits] == [(None, None)] * 2
    assert {hit.snippet for hit in hits} == {"drums by hand", "techno from <mark>Detroit</mark>"}


def test_a_chunk_that_was_found_says_where_it_is_from(run: Run, me: UUID) -> None:
    transcript = run(assistant.add_transcript(me, new_transcript(7)))
    chunk = add_chunks(run, me, transcript, 3)[1]

    hit = run(assistant.search_chunks(me, "piece 1")).items[0]

    assert {name: getattr(hit, name) for name in type(chunk).model_fields} == chunk.model_dump()
    assert (hit.youtube_video_id, hit.title) == (transcript.youtube_video_id, transcript.title)
    assert hit.snippet.startswith("<mark>piece</mark> <mark>1</mark>: the strings")


HOSTILE_TEXTS = [
    "<script>alert('techno')</script> techno",
    'techno <img src="x" onerror="alert(1)"> & <b>techno</b>',
    "\x02techno\x03 \x02<b>\x03",
    "</mark><script> techno",
    "&lt;script&gt; techno &amp;",
    "techno &#60;b&#62; ]]> <!-- techno -->",
    "a<b>c techno <techno>",
]


@pytest.mark.parametrize("spoken", HOSTILE_TEXTS)
def test_a_snippet_holds_no_markup_but_its_own_marks(run: Run, me: UUID, spoken: str) -> None:
    _ = add(run, me, 0, spoken, spoken, title=spoken)

    snippets = [
        run(assistant.search_transcripts(me, "techno")).items[0].snippet,
        run(assistant.search_chunks(me, "techno")).items[0].snippet,
    ]

    for snippet in snippets:
        assert "<mark>techno</mark>" in snippet
        plain = snippet.replace("<mark>", "").replace("</mark>", "")
        assert not set(plain) & set("<>\"'\x02\x03"), snippet
        assert snippet.count("<mark>") == snippet.count("</mark>")


def test_a_search_is_read_page_by_page_without_a_gap(run: Run, me: UUID) -> None:
    for number in range(7):
        _ = add(run, me, number, "techno " * (1 + number % 3), *["techno", "techno techno", "house"])

    for search, every in ((assistant.search_transcripts, 7), (assistant.search_chunks, 14)):
        whole = list(run(search(me, "techno", limit=1000)).items)
        read: list[Any] = []
        cursor: str | None = None
        while True:
            page = run(search(me, "techno", limit=3, cursor=cursor))
            read += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        assert read == whole
        assert len(read) == every
        assert [(hit.rank, hit.id) for hit in read] == sorted(
            ((hit.rank, hit.id) for hit in read), reverse=True
        )


def test_chunks_are_searched_in_one_transcript_or_all(run: Run, me: UUID, other: UUID) -> None:
    first, second = (add(run, me, number, "techno", "techno") for number in range(2))
    theirs = add(run, other, 2, "techno", "techno")

    assert places(run, me, "techno", transcript_id=first.id) == [(0, 0)]
    assert places(run, me, "techno", transcript_id=second.id) == [(1, 0)]
    assert places(run, me, "techno", transcript_id=theirs.id) == []
    assert places(run, me, "techno", transcript_id=NOBODY) == []


def test_nobody_finds_what_is_anothers(run: Run, me: UUID, other: UUID) -> None:
    _ = add(run, me, 0, "techno", "techno")

    for text in ("techno", "-house", "techno or house"):
        assert numbers(run, me, text) == [0]
        assert numbers(run, other, text) == []
        assert places(run, other, text) == []


def test_a_cursor_belongs_to_its_user_and_its_search(run: Run, me: UUID, other: UUID) -> None:
    for user in (me, other):
        for number in range(3):
            _ = add(run, user, number, "techno", "techno")
    for search in (assistant.search_transcripts, assistant.search_chunks):
        cursor = run(search(me, "techno", limit=1)).next_cursor
        assert cursor is not None
        for user, text in ((other, "techno"), (me, "house")):
            with pytest.raises(ValidationError, match="cursor"):
                _ = search(user, text, cursor=cursor)


def test_words_beyond_the_limits_of_a_vector_leave_the_rest_to_be_found(run: Run, me: UUID) -> None:
    # 1.2 million characters of words that are all different, and one of 3,000 letters.
    many = "begin " + " ".join(f"{n:x}q{n * 7919 % 99991:x}" for n in range(120_000)) + " end"
    _ = add(run, me, 0, many)
    _ = add(run, me, 1, "begin " + "x" * 3_000)

    assert sorted(numbers(run, me, "begin")) == [0, 1]
    assert numbers(run, me, "end") == []
