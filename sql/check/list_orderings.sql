-- List what sorts and compares: which operator is which comparison of which btree operator family.
--
-- :returns: many check.Ordering
-- :access: read
SELECT
    member.amopopr::bigint AS operator_id,
    member.amopfamily::bigint AS family_id,
    member.amopstrategy::bigint AS comparison
FROM pg_amop AS member
INNER JOIN pg_am AS method ON member.amopmethod = method.oid
WHERE
    method.amname = 'btree'
    AND member.amoppurpose = 's'
ORDER BY
    member.amopopr ASC,
    member.amopfamily ASC;
