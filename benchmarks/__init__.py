"""What tracktion_db costs, as ratios to its peers on the same work in the same process.

``python -m benchmarks`` runs every row of the target table in ``docs/performance.md``; one file of ``rows``
is one row. Times differ between machines and even between minutes, ratios hardly do: so all variants of a row
take turns, and a ratio is taken within each turn.

measuring   turns, and the ratios in them
report      figures against their targets, as Markdown
machine     what it ran on, and how much of it was free
lab         the server, and databases with data on it
peers       the libraries that we compare with, where they are installed
slow_proxy  a network with a delay, in front of the server
"""
