"""No text that is asked for raises, whatever it is; and any text may be spoken, and is found by its words."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any
from uuid import UUID

import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.assistant.samples import add_user, new_chunk, new_transcript
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tests.library.search.hostile import HOSTILE, random_text
from tracktion_db import Settings, assistant
from tracktion_db.errors import ValidationError

SEED = 20_261_121
MORE = [
    '"' * 1_000, "-" * 1_000, "- " * 500, '-"' * 500, '"a" ' * 250, "or " * 333, "a or " * 200, "-a " * 333,
    "a" * 1_000, "a-" * 500, "a/" * 500, "a.b" * 333, "<" * 1_000, "<a>" * 333, "&amp;" * 200, "é" * 1_000,
    "\U0001f600" * 1_000, "http://a.b/c?d=e " * 60, "a@b.c " * 160, "1e9 " * 250, "\\" * 1_000, "'" * 1_000,
    "(" * 1_000, "!" * 1_000, ":*" * 500, "<->" * 333, "$1" * 500, "%s" * 500,
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(server: Server, postgresql_noproc: NoopExecutor) -> Generator[tuple[Settings, UUID]]:
    """A user with a transcript of each of some languages."""
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        me = add_user(url)
        settings = Settings.from_url(url, pool_min_size=1)
        with blocking_run(settings) as run:
            for number, language in enumerate(["en", "de", None, "ru", "tr"]):
                transcript = run(assistant.add_transcript(me, new_transcript(number, language=language)))
                _ = run(assistant.add_chunks(me, [new_chunk(transcript, n) for n in range(3)]))
        yield settings, me


@pytest.mark.parametrize("runs", [blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def test_any_text_may_be_asked_for(filled: tuple[Settings, UUID], runs: Any) -> None:
    settings, me = filled
    run: Run
    with runs(settings) as run:
        for text in [*HOSTILE, *MORE]:
            assert len(run(assistant.search_transcripts(me, text)).items) <= 5, repr(text)
            assert len(run(assistant.search_chunks(me, text)).items) <= 15, repr(text)


def test_random_texts_are_answered(filled: tuple[Settings, UUID]) -> None:
    settings, me = filled
    chance = random.Random(SEED)
    with blocking_run(settings) as run:
        for _ in range(500):
            text = random_text(chance)
            assert len(run(assistant.search_chunks(me, text)).items) <= 15, repr(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\t\n", "'", '"', '""', "-", "or", "!", "&|!()<->", "\u3000", "the"]
)
def test_what_asks_for_nothing_finds_nothing(filled: tuple[Settings, UUID], text: str) -> None:
    settings, me = filled
    with blocking_run(settings) as run:
        for search in (assistant.search_transcripts, assistant.search_chunks):
            found = [hit for hit in run(search(me, text)).items if text not in ("or", "the")]
            assert found == []


@pytest.mark.parametrize("text", ["strings" + " " * 1_000 + "nothing", "strings " * 10_000, "x" * 10_000_000])
def test_the_first_thousand_characters_count(filled: tuple[Settings, UUID], text: str) -> None:
    settings, me = filled
    with blocking_run(settings) as run:
        found = len(run(assistant.search_transcripts(me, text)).items)
    assert found == (5 if text.startswith("strings") else 0)


@pytest.mark.parametrize("bad", ["a\0b", "\0", "a\ud800", "\udfff", None, 5, b"a", ["a"], object()])
def test_what_the_server_cannot_hold_is_refused_by_name(filled: tuple[Settings, UUID], bad: Any) -> None:
    for search in (assistant.search_transcripts, assistant.search_chunks):
        with pytest.raises(ValidationError) as refused:
            _ = search(filled[1], bad)
        assert refused.value.field == "text"


def test_any_text_may_be_spoken(database_url: str) -> None:
    me = add_user(database_url)
    chance = random.Random(SEED)
    texts = [*HOSTILE, *MORE, *(random_text(chance) for _ in range(200))]
    texts = [f"{text} zebra{number}q" for number, text in enumerate(texts)]
    with blocking_run(Settings.from_url(database_url)) as run:
        transcript = run(assistant.add_transcript(me, new_transcript()))
        given = [new_chunk(transcript, number, chunk_text=text) for number, text in enumerate(texts)]
        _ = run(assistant.add_chunks(me, given))
        for number in range(len(texts)):
            hits = run(assistant.search_chunks(me, f"zebra{number}q")).items
            # A word may have grown together with what stands before it, which is no blank to the parser.
            assert [hit.chunk_index for hit in hits] in ([number], []), repr(texts[number])
            for hit in hits:
                plain = hit.snippet.replace("<mark>", "").replace("</mark>", "")
                assert not set(plain) & set("<>\"'"), repr(texts[number])
