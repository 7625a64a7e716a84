// A new node with a name that no other may have.
//
// :param uid: string  of the new node
// :param name: string  its name
// :returns: nothing
CREATE (:Counter {uid: $uid, name: $name})
