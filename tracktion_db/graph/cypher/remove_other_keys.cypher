// Remove musical keys that are none of these, and all that leads to them.
//
// :param uids: string[]  of those that stay
// :returns: nothing
// :waive scan: there are 24 keys
MATCH (key:Key)
WHERE NOT coalesce(key.uid, '') IN $uids
DETACH DELETE key;
