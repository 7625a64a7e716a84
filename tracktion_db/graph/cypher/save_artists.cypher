// Write what artists are called.
//
// :param rows: map[]  {uid, name}
// :returns: nothing
UNWIND $rows AS row
MERGE (artist:Artist {uid: row.uid})
SET artist.name = row.name;
