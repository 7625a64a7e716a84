from __future__ import annotations

from uuid import UUID

import pytest

from tests.fixtures.executors import Run
from tests.karaoke.samples import bare_song
from tracktion_db import karaoke


@pytest.fixture
def song_id(run: Run) -> UUID:
    """A song without jobs."""
    return run(karaoke.add_song(bare_song())).id
