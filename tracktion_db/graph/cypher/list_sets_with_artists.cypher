// List sets with tracks of two artists, the latest first.
//
// :param first: string  uid of one artist
// :param second: string  uid of the other one
// :param row_limit: integer  most that are listed
// :returns: many mixing.SetWithArtists
// :access: read
MATCH (:Artist {uid: $first})<-[:PERFORMED_BY]-(:Track)<-[link:CONTAINS_TRACK]-(tracklist:Tracklist)
WITH tracklist, count(DISTINCT link.position) AS first_tracks
MATCH (tracklist)-[link:CONTAINS_TRACK]->(:Track)-[:PERFORMED_BY]->(:Artist {uid: $second})
WITH tracklist, first_tracks, count(DISTINCT link.position) AS second_tracks
RETURN
    tracklist.uid AS uid,
    tracklist.title AS title,
    tracklist.artist AS artist,
    tracklist.played_at AS played_at,
    first_tracks,
    second_tracks
ORDER BY coalesce(played_at, datetime('0001-01-01T00:00:00Z')) DESC, uid
LIMIT $row_limit;
