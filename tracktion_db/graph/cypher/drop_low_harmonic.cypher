// Remove links HARMONIC_COMPATIBLE between recordings whose score is too low.
//
// :param below: float  scores below it are too low
// :param row_limit: integer  most that are removed at once
// :returns: count
MATCH ()-[link:HARMONIC_COMPATIBLE]->()
WHERE link.score < $below
WITH link
LIMIT $row_limit
DELETE link
RETURN count(*) AS count;
