// Add recordings that tracklists belong to and that are missing; what they are follows with their own change.
//
// :param uids: string[]  of the recordings
// :returns: nothing
UNWIND $uids AS uid
MERGE (recording:Recording {uid: uid});
