// Write which recordings are TEMPO_COMPATIBLE which, with the score.
//
// :param rows: map[]  {uid, target, score, version}
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Recording {uid: row.uid})
MATCH (other:Recording {uid: row.target})
MERGE (one)-[link:TEMPO_COMPATIBLE]->(other)
SET link.score = row.score, link.version = row.version;
