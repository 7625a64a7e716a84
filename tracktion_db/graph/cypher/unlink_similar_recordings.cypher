// Remove all derived links from recordings to others that are like them.
//
// :param uids: string[]  of the recordings
// :returns: nothing
UNWIND $uids AS uid
MATCH (:Recording {uid: uid})-[link:SIMILAR_TO|HARMONIC_COMPATIBLE|TEMPO_COMPATIBLE]->()
DELETE link;
