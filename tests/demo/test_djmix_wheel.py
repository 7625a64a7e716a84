"""Fetching through the real pip, from a folder of this test: nothing here reaches a network."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from tracktion_db.demo import djmix_wheel
from tracktion_db.demo.djmix_wheel import Fetched, NotFetched, PinnedWheel, fetch


def make_wheel(folder: Path, content: str) -> PinnedWheel:
    folder.mkdir(exist_ok=True)
    path = folder / "fakemix-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as files:
        files.writestr("dataset/some.json", content)
        files.writestr(
            "fakemix-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: fakemix\nVersion: 1.0\n"
            "Requires-Python: <3\nRequires-Dist: no-such-thing\n",
        )
        files.writestr(
            "fakemix-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        files.writestr("fakemix-1.0.dist-info/RECORD", "")
    return PinnedWheel("fakemix", "1.0", hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the only index there is."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return tmp_path / "index"


def test_a_wheel_is_fetched_once_and_then_taken_from_the_cache(index: Path, tmp_path: Path) -> None:
    wheel = make_wheel(index, "[]")
    cached = tmp_path / "deep" / "cache" / wheel.file_name

    assert fetch(cached.parent, wheel) == Fetched(cached, from_cache=False)
    (index / wheel.file_name).unlink()
    assert fetch(cached.parent, wheel) == Fetched(cached, from_cache=True)
    assert [path.name for path in cached.parent.iterdir()] == [wheel.file_name]


def test_a_damaged_cached_file_is_refused_and_fetched_again(index: Path, tmp_path: Path) -> None:
    wheel = make_wheel(index, "[]")
    cached = tmp_path / wheel.file_name
    cached.write_bytes(b"half a wheel")

    assert fetch(tmp_path, wheel) == Fetched(cached, from_cache=False, refused_cached_file=True)
    assert fetch(tmp_path, wheel) == Fetched(cached, from_cache=True)


def test_a_damaged_cached_file_is_reported_where_there_is_no_other(index: Path, tmp_path: Path) -> None:
    wheel = PinnedWheel("fakemix", "1.0", "0" * 64)
    (tmp_path / wheel.file_name).write_bytes(b"half a wheel")

    outcome = fetch(tmp_path, wheel)

    assert isinstance(outcome, NotFetched)
    assert outcome.reason.startswith(
        "the file in the cache was refused, and pip could not bring fakemix 1.0: "
    )


def test_without_an_index_the_outcome_says_so(index: Path, tmp_path: Path) -> None:
    outcome = fetch(tmp_path / "cache")

    assert isinstance(outcome, NotFetched)
    assert "No matching distribution found for djmix==0.2.4" in outcome.reason
    assert list((tmp_path / "cache").iterdir()) == []


def test_other_bytes_from_the_index_are_refused(index: Path, tmp_path: Path) -> None:
    wheel = make_wheel(index, "[]")
    make_wheel(index, "something else")

    outcome = fetch(tmp_path / "cache", wheel)

    assert outcome == NotFetched(
        "the package index gave another fakemix-1.0-py3-none-any.whl than the pinned one, and it was refused"
    )
    assert list((tmp_path / "cache").iterdir()) == []


def test_other_bytes_are_refused_even_where_pip_took_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = PinnedWheel("fakemix", "1.0", "0" * 64)

    def lenient_pip(command: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[str]:
        (folder,) = (word.removeprefix("--dest=") for word in command if word.startswith("--dest="))
        Path(folder, wheel.file_name).write_bytes(b"something else")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", lenient_pip)
    outcome = fetch(tmp_path, wheel)

    assert isinstance(outcome, NotFetched)
    assert outcome.reason.endswith("than the pinned one, and it was refused")
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(djmix_wheel, "DOWNLOAD_SECONDS", 0.001)

    assert fetch(tmp_path) == NotFetched("djmix 0.2.4 did not arrive within 0 seconds")


def test_a_cache_folder_that_cannot_be_made_is_an_outcome_too(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    outcome = fetch(tmp_path / "file" / "cache")

    assert isinstance(outcome, NotFetched)
    assert "cannot be kept in" in outcome.reason
