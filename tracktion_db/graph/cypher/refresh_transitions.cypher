// Count in how many sets one track was played right before another, and when it was last.
//
// :param rows: map[]  {uid, target}: one pair each
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Track {uid: row.uid})
MATCH (other:Track {uid: row.target})
CALL (one, other) {
    MATCH (one)<-[entry:CONTAINS_TRACK]-()
    WHERE entry.next = other.uid
    RETURN count(entry) AS times, max(entry.played_at) AS last_at
}
MERGE (one)-[link:PLAYED_BEFORE]->(other)
SET link.count = times, link.last_at = last_at
WITH link
WHERE link.count = 0
DELETE link;
