"""The questions that a DJ asks the graph, as calls, each answer with its explanation.

Nothing here talks to a server: functions give a ``GraphCall`` or ``GraphSteps``, and ``Graph.run`` or
``AsyncGraph.run`` answers it::

    for suggestion in graph.run(what_mixes_after(uid)):
        print(suggestion.recording.name, suggestion.explanation)
"""

from .artists import Artist, ArtistChain, Collaborator, artist_chain, collaborators, find_artists
from .counts import NodeCount, RelationshipCount, count_nodes, count_relationships
from .crates import CrateOrder, CrateStep, order_crate
from .fit import Fit
from .genres import GenreBranch, GenreTree, genre_tree
from .paths import Limit, MixPath, PathResult, PathStep, Relaxation, find_path
from .played import PlayedTrack, played_after, played_before
from .recordings import MixRecording, find_recordings
from .rescoring import Rescored, rescore_similarity
from .rule import ALL_MOVES, BLENDABLE, MixRule
from .sets import (
    PlayedSet,
    SetWithArtists,
    SetWithPair,
    sets_containing_pair_in_order,
    sets_containing_track,
    sets_containing_two_artists,
)
from .similarity import Likeness, SimilarRecording, drop_low_scores, similar_recordings
from .suggestions import Suggestion, what_mixes_after

__all__ = [
    "ALL_MOVES",
    "BLENDABLE",
    "Artist",
    "ArtistChain",
    "Collaborator",
    "CrateOrder",
    "CrateStep",
    "Fit",
    "GenreBranch",
    "GenreTree",
    "Likeness",
    "Limit",
    "MixPath",
    "MixRecording",
    "MixRule",
    "NodeCount",
    "PathResult",
    "PathStep",
    "PlayedSet",
    "PlayedTrack",
    "RelationshipCount",
    "Relaxation",
    "Rescored",
    "SetWithArtists",
    "SetWithPair",
    "SimilarRecording",
    "Suggestion",
    "artist_chain",
    "collaborators",
    "count_nodes",
    "count_relationships",
    "drop_low_scores",
    "find_artists",
    "find_path",
    "find_recordings",
    "genre_tree",
    "order_crate",
    "played_after",
    "played_before",
    "rescore_similarity",
    "sets_containing_pair_in_order",
    "sets_containing_track",
    "sets_containing_two_artists",
    "similar_recordings",
    "what_mixes_after",
]
