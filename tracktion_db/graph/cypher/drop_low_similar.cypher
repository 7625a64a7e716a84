// Remove links SIMILAR_TO between recordings whose score is too low.
//
// :param below: float  scores below it are too low
// :param row_limit: integer  most that are removed at once
// :returns: count
MATCH ()-[link:SIMILAR_TO]->()
WHERE link.score < $below
WITH link
LIMIT $row_limit
DELETE link
RETURN count(*) AS count;
