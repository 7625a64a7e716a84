"""Embeddings of the assistant's chunks: neighbours, and searches by words and embedding together.

Needs the extension vector and its migrations (``tracktion-db migrate --extension vector``)::

    for chunk in db.run(embeddings.list_chunks_to_embed(me, "text-embedding-3-small")).items:
        ...
    _ = db.run(embeddings.set_embeddings(me, "text-embedding-3-small", computed))
    hits = db.run(embeddings.search_hybrid(me, question, asked, "text-embedding-3-small"))

An embedding is a list of up to 1,536 numbers, compared by cosine. Computing it is the caller's.
"""

from tracktion_db.embeddings.chunks import ChunkEmbedding, list_chunks_to_embed, set_embeddings
from tracktion_db.embeddings.search import HybridHit, NearHit, search_hybrid, search_nearest

__all__ = [
    "ChunkEmbedding",
    "HybridHit",
    "NearHit",
    "list_chunks_to_embed",
    "search_hybrid",
    "search_nearest",
    "set_embeddings",
]
