"""The graph: Cypher files as statements, calls of them (``save_...``, ``link_...``), and both executors.

Needs the driver, which is the extra ``graph``; without it this import raises UsageError.
"""

from tracktion_db.errors import UsageError

try:
    import neo4j as _neo4j  # noqa: F401  # pyright: ignore[reportUnusedImport]
except ModuleNotFoundError as error:
    raise UsageError("the graph needs the driver: pip install 'tracktion-db[graph]'") from error

from .call import GraphCall
from .graph import Graph
from .graph_async import AsyncGraph
from .server import GraphServer
from .settings import GraphSettings
from .statement import CypherStatement
from .statements import Cypher, cypher_folder
from .steps import GraphSteps
from .transaction import GraphTransaction
from .transaction_async import AsyncGraphTransaction
from .writes import (
    LinkRow,
    NodeRow,
    PlacedRow,
    TargetsRow,
    link_recording_albums,
    link_recording_artists,
    link_recording_genres,
    link_recording_keys,
    link_recording_metadata,
    link_recording_tracklists,
    link_tracklist_tracks,
    save_albums,
    save_genres,
    save_keys,
    save_metadata,
    save_recordings,
    save_tracklists,
    save_tracks,
)

__all__ = [
    "AsyncGraph",
    "AsyncGraphTransaction",
    "Cypher",
    "CypherStatement",
    "Graph",
    "GraphCall",
    "GraphServer",
    "GraphSettings",
    "GraphSteps",
    "GraphTransaction",
    "LinkRow",
    "NodeRow",
    "PlacedRow",
    "TargetsRow",
    "cypher_folder",
    "link_recording_albums",
    "link_recording_artists",
    "link_recording_genres",
    "link_recording_keys",
    "link_recording_metadata",
    "link_recording_tracklists",
    "link_tracklist_tracks",
    "save_albums",
    "save_genres",
    "save_keys",
    "save_metadata",
    "save_recordings",
    "save_tracklists",
    "save_tracks",
]
