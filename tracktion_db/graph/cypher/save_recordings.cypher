// Write recordings: properties that are not given are removed.
//
// :param rows: map[]  {uid, properties}; the properties hold the uid too
// :returns: nothing
UNWIND $rows AS row
MERGE (node:Recording {uid: row.uid})
SET node = row.properties;
