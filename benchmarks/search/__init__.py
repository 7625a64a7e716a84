"""How well and how fast ``library.search_audio_tracks`` finds tracks, beside other searches.

``python -m benchmarks.search quality``  judged queries over real names: recall@10 and mean reciprocal rank
``python -m benchmarks.search growth``   a database of 10 k, 100 k or 1 M tracks; sizes and build times
``python -m benchmarks.search latency``  times of searches there, by kind, for one client or several
``python -m benchmarks.search inserts``  what the search columns cost an INSERT

corpus     the real names, and some by hand      queries    what is typed, and what is right
normalise  when two texts are one name           spelling   other ways to write a name
names      which tracks a text means             typos      how people mistype
judge      the two measures                      peers      the other searches
growth     many tracks                           workload   what is asked of them

The judge reads names by its own rules and shares no code with the search, so that a fault of the one does not
hide in the other. Queries of seed 1 are there to develop with; those of another seed are for the last look.
"""
