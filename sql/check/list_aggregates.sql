-- List the aggregates with the functions that they are made of.
--
-- :returns: many check.Aggregate
-- :access: read
SELECT
    aggregate.aggfnoid::oid::bigint AS id,
    ARRAY[
        aggregate.aggtransfn::oid,
        aggregate.aggfinalfn::oid,
        aggregate.aggcombinefn::oid,
        aggregate.aggserialfn::oid,
        aggregate.aggdeserialfn::oid,
        aggregate.aggmtransfn::oid,
        aggregate.aggminvtransfn::oid,
        aggregate.aggmfinalfn::oid
    ]::bigint[] AS function_ids
FROM pg_aggregate AS aggregate
ORDER BY aggregate.aggfnoid::oid ASC;
