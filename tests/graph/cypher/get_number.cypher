// The number, unless it is 0.
//
// :param value: integer  which
// :returns: one tests.Number
// :access: read
WITH $value AS value
WHERE value <> 0
RETURN value
