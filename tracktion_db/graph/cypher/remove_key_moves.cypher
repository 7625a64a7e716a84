// Remove all moves between musical keys.
//
// :returns: nothing
// :waive scan: there are 24 keys
MATCH (:Key)-[link:COMPATIBLE]->()
DELETE link;
