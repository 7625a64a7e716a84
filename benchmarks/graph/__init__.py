"""The sync of the graph, measured: beside hand-written batches, its lag under load, what its triggers cost.

``python -m benchmarks.graph projection|lag|triggers --url URL [--uri bolt://...]``, on servers of one's own:
the database must be empty and migrated, and what the graph holds is removed.
"""
