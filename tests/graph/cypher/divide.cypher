// A division, which fails for 0.
//
// :param by: integer  divisor
// :returns: count
// :access: read
RETURN 10 / $by AS count
