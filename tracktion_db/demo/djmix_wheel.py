"""Brings the wheel that holds the DJ Mix dataset, or says why it cannot be had.

Source: the DJ Mix dataset by Taejun Kim et al. (djmix 0.2.4 on PyPI, MixesDB tracklists), introduced in
"Joint Estimation of Fader and Equalizer Gains of DJ Mixers using Convex Optimization", DAFx 2022. Neither
the wheel's metadata nor its repository (mir-aidj/djmix-dataset) states a licence, and the tracklists were
written by the people of MixesDB. So nothing of it is part of this project: it is brought when the demo
runs, for the one who runs it, into a folder that git ignores.

The wheel is never installed or imported. Its hash is pinned twice, for pip and here.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOURCE = "DJ Mix dataset by Taejun Kim et al. (djmix 0.2.4 on PyPI, MixesDB tracklists)"

# The demo goes on without the dataset rather than wait longer than this.
DOWNLOAD_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PinnedWheel:
    """One pure Python wheel of the package index, by the SHA-256 of its bytes (64 hex digits)."""

    name: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.version}-py3-none-any.whl"


DJMIX = PinnedWheel("djmix", "0.2.4", "ff18a32f8cad3375ca081d6fe912fa5df870507a04d68f9f7cb6dd9726b27672")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The wheel is at ``path`` and has the pinned hash.

    ``from_cache``: nothing was downloaded. ``refused_cached_file``: a file with another hash stood in its
    place in the cache folder, and was replaced.
    """

    path: Path
    from_cache: bool
    refused_cached_file: bool = False


@dataclass(frozen=True, slots=True)
class NotFetched:
    """The wheel cannot be had now. ``reason`` is one sentence without a full stop, for a person to read."""

    reason: str


def fetch(cache_folder: Path, wheel: PinnedWheel = DJMIX) -> Fetched | NotFetched:
    """The wheel from the cache folder, else from the package index that pip is configured for.

    Raises nothing for a network, an index, a disk or a pip that does not work: each is a ``NotFetched``.
    """
    cached = cache_folder / wheel.file_name
    try:
        stale = cached.exists()
        if stale and _has_hash(cached, wheel.sha256):
            return Fetched(cached, from_cache=True)
        cache_folder.mkdir(parents=True, exist_ok=True)
        # Beside the cached file, so that moving it there is one step: nobody ever finds half a wheel.
        with tempfile.TemporaryDirectory(dir=cache_folder) as folder:
            failure = _download(Path(folder), wheel)
            downloaded = Path(folder, wheel.file_name)
            if failure is None and not _has_hash(downloaded, wheel.sha256):
                failure = _other_bytes(wheel)
            if failure is not None:
                return NotFetched(f"the file in the cache was refused, and {failure}" if stale else failure)
            downloaded.replace(cached)
    except OSError as error:
        return NotFetched(f"{wheel.file_name} cannot be kept in {cache_folder} ({error.strerror})")
    return Fetched(cached, from_cache=False, refused_cached_file=stale)


def _has_hash(path: Path, sha256: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _download(folder: Path, wheel: PinnedWheel) -> str | None:
    """Puts the wheel into the folder; returns why not where it could not."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    # The wheel says that it needs an older Python, and names heavy dependencies: both are about importing it.
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries=1")
    what = ("--no-deps", "--ignore-requires-python", "--only-binary=:all:", "--require-hashes")
    where = (f"--dest={folder}", f"--requirement={requirements}")
    command = (*pip, "download", "--quiet", *what, *where)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"{wheel.name} {wheel.version} did not arrive within {DOWNLOAD_SECONDS:.0f} seconds"
    if done.returncode == 0:
        return None
    if "DO NOT MATCH THE HASHES" in done.stderr:
        return _other_bytes(wheel)
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    said = (errors or lines or ["no reason given"])[-1]
    return f"pip could not bring {wheel.name} {wheel.version}: {said[:200]}"


def _other_bytes(wheel: PinnedWheel) -> str:
    return f"the package index gave another {wheel.file_name} than the pinned one, and it was refused"
