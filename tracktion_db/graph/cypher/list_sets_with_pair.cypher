// List sets in which one track was played before another, the latest first.
//
// :param first: string  key of the track that came first
// :param second: string  key of the track that came later
// :param most_apart: integer  1 when nothing may have been played between them
// :param row_limit: integer  most that are listed
// :returns: many mixing.SetWithPair
// :access: read
MATCH (:Track {key: $first})<-[one:CONTAINS_TRACK]-(tracklist:Tracklist)
MATCH (tracklist)-[other:CONTAINS_TRACK]->(:Track {key: $second})
WHERE other.position > one.position AND other.position - one.position <= $most_apart
WITH tracklist, one.position AS first_position, other.position AS second_position
ORDER BY second_position - first_position, first_position
WITH tracklist, collect([first_position, second_position])[0] AS places
RETURN
    tracklist.uid AS uid,
    tracklist.title AS title,
    tracklist.artist AS artist,
    tracklist.played_at AS played_at,
    places[0] AS first_position,
    places[1] AS second_position
ORDER BY coalesce(played_at, datetime('0001-01-01T00:00:00Z')) DESC, uid
LIMIT $row_limit;
