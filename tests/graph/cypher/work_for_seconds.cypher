// So many additions that a server needs some seconds for them, and not minutes where nobody stops it.
//
// :returns: count
// :access: read
UNWIND range(1, 3000) AS one
UNWIND range(1, 3000) AS other
WITH one + other AS added
WHERE added % 7 = 0
RETURN count(*) AS count
