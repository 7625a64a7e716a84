"""Snippets: the names with marks around what was hit; as HTML nothing in them is markup but the marks."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.fixtures.executors import Run, blocking_run
from tests.library.search.asking import search, track
from tests.library.search.hostile import HOSTILE
from tracktion_db import Settings, library
from tracktion_db.library import AudioTrackHit, NewAudioTrack

TRACKS = [
    track("Tiësto - Adagio for Strings", album="Just Be"),
    track("AC/DC - Back in Black"),
    track("椎名林檎 - 丸ノ内サディスティック"),
    track("A \"B\" & 'C' <D> - <script>alert('x')</script> &amp; boom", album='1 < 2 > 0 & "so" on'),
    track("Metallica - Enter Sandman"),
]


def only(run: Run, text: str, snippets: library.Snippets | None) -> AudioTrackHit:
    (hit,) = search(run, text, snippets=snippets).items
    return hit


def test_without_being_asked_for_there_are_none(run: Run) -> None:
    hit = only(run, "tiesto adagio", None)

    assert (hit.title_snippet, hit.artist_snippet, hit.album_snippet) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "title", "artist", "album"),
    [
        ("tiesto adagio", "<mark>Adagio</mark> for Strings", "<mark>Tiësto</mark>", "Just Be"),
        ("ADÁG ties", "<mark>Adagio</mark> for Strings", "<mark>Tiësto</mark>", "Just Be"),
        ("just strings", "Adagio for <mark>Strings</mark>", "Tiësto", "<mark>Just</mark> Be"),
        ("acdc black", "Back in <mark>Black</mark>", "<mark>AC/DC</mark>", None),
        ("ac dc", "Back in Black", "<mark>AC/DC</mark>", None),
        ("サディ", "<mark>丸ノ内サディスティック</mark>", "椎名林檎", None),
        ("metalica", "Enter Sandman", "<mark>Metallica</mark>", None),
        ("enter sandmna", "<mark>Enter</mark> <mark>Sandman</mark>", "Metallica", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text", "html"])
def test_the_words_that_were_hit_are_marked(
    run: Run, kind: library.Snippets, text: str, title: str, artist: str, album: str | None
) -> None:
    hit = only(run, text, kind)

    assert (hit.title_snippet, hit.artist_snippet, hit.album_snippet) == (title, artist, album)


def test_text_is_as_it_was_and_html_is_escaped(run: Run) -> None:
    plain = only(run, "boom", "text")
    html = only(run, "boom", "html")

    assert plain.title_snippet == "<script>alert('x')</script> &amp; <mark>boom</mark>"
    assert html.title_snippet == (
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;amp; <mark>boom</mark>"
    )
    assert html.artist_snippet == "A &quot;B&quot; &amp; &#39;C&#39; &lt;D&gt;"
    assert html.album_snippet == "1 &lt; 2 &gt; 0 &amp; &quot;so&quot; on"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"{tag}{attrs or ''}")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"/{tag}")


def letters(text: str) -> str:
    """Without blanks and control characters, of which a snippet leaves one blank."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def test_of_any_name_the_html_has_no_tag_but_marks_and_says_the_name(database_url: str) -> None:
    tracks = [NewAudioTrack(title=f"{text} marked {text}") for text in HOSTILE if text]
    with blocking_run(Settings.from_url(database_url)) as run:
        run(library.add_audio_tracks(tracks))
        hits = search(run, "marked", snippets="html", limit=1000).items
    assert len(hits) == len(tracks)
    for hit in hits:
        assert hit.title_snippet is not None
        tags = Tags()
        tags.feed(hit.title_snippet)
        assert tags.seen == ["mark", "/mark"] * (len(tags.seen) // 2), hit.title
        assert letters(unescape(re.sub("</?mark>", "", hit.title_snippet))) == letters(hit.title)
