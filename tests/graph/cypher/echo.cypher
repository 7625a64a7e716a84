// What was sent, as it comes back.
//
// :param text: string  any
// :param number: integer  any
// :param share: float  any
// :param flag: boolean  any
// :param at: datetime  any
// :param texts: string[]  any
// :param properties: map  any
// :returns: one tests.Echo
MERGE (n:Echo {uid: 'echo'})
SET n = $properties, n.uid = 'echo', n.text = $text, n.number = $number, n.share = $share, n.flag = $flag,
    n.at = $at, n.texts = $texts
RETURN n.text AS text, n.number AS number, n.share AS share, n.flag AS flag, n.at AS at, n.texts AS texts,
    n.extra AS extra, n.gone AS gone
