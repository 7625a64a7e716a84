// Relationships found by what they say, without a node to start from: the best pairs of all.
//
// There is none on PERFORMED_BY.role and none on CONTAINS_TRACK.next, which are part of what MERGE and counts
// look for. On a graph that is still empty Neo4j plans those from the index, so that each row reads every
// relationship of its role: 1,000 rows took 4.8 s instead of 0.1 s.

CREATE INDEX similar_to_score IF NOT EXISTS FOR ()-[link:SIMILAR_TO]-() ON (link.score);
CREATE INDEX harmonic_compatible_score IF NOT EXISTS FOR ()-[link:HARMONIC_COMPATIBLE]-() ON (link.score);
CREATE INDEX tempo_compatible_score IF NOT EXISTS FOR ()-[link:TEMPO_COMPATIBLE]-() ON (link.score);
CREATE INDEX played_before_count IF NOT EXISTS FOR ()-[link:PLAYED_BEFORE]-() ON (link.count);
