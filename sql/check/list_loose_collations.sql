-- List the collations under which texts may be equal that are not the same, as a and A are where case does not count.
--
-- :returns: many check.Collation
-- :access: read
SELECT collation_.oid::bigint AS id
FROM pg_collation AS collation_
WHERE NOT collation_.collisdeterministic
ORDER BY collation_.oid ASC;
