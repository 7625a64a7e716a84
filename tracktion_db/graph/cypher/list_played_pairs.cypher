// List which of these tracks were played right before which in sets, whatever the spelling of either.
//
// :param tracks: string[]  keys of the tracks, each once
// :returns: many mixing.PlayedPair
// :access: read
UNWIND $tracks AS track
MATCH (one:Track {key: track})-[link:PLAYED_BEFORE]->(other:Track)
WHERE other.key IN $tracks AND other.key <> track
RETURN
    track,
    other.key AS next,
    sum(link.count) AS times,
    max(link.last_at) AS last_at
ORDER BY track, next;
