// The numbers from 1 to this one.
//
// :param last: integer  the last one
// :returns: many tests.Number
// :access: read
UNWIND range(1, $last) AS value
RETURN value
ORDER BY value
