"""The graph: Cypher files as statements, calls of them, and both executors.

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
    "cypher_folder",
]
