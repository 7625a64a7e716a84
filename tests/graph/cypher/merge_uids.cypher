// Nodes with these uids.
//
// :param uids: string[]  which
// :returns: nothing
UNWIND $uids AS uid
MERGE (:Counter {uid: uid})
