// List sets in which a track was played, the latest first.
//
// :param track: string  key of the track
// :param row_limit: integer  most that are listed
// :returns: many mixing.PlayedSet
// :access: read
MATCH (:Track {key: $track})<-[link:CONTAINS_TRACK]-(tracklist:Tracklist)
WITH tracklist, min(link.position) AS position
MATCH (tracklist)-[first:CONTAINS_TRACK]->(:Track {key: $track})
WHERE first.position = position
RETURN
    tracklist.uid AS uid,
    tracklist.title AS title,
    tracklist.artist AS artist,
    tracklist.played_at AS played_at,
    position,
    first.start_seconds AS start_seconds
ORDER BY coalesce(played_at, datetime('0001-01-01T00:00:00Z')) DESC, uid
LIMIT $row_limit;
