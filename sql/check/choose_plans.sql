-- Make this transaction's plans show what an index can serve, whatever is in the tables.
--
-- Bitmap scans read by a condition only, so they alone are left on: where a plan has another scan, no index serves the
-- condition. For the order, plain index scans are on as well, and sorting counts as a last resort.
--
-- :param ordered: boolean  whether it is about the order
-- :returns: many check.Setting
SELECT
    setting.name,
    set_config(setting.name, setting.value, true) AS value
FROM (
    VALUES
    ('plan_cache_mode', 'force_generic_plan'),
    ('enable_seqscan', 'off'),
    ('enable_hashjoin', 'off'),
    ('enable_mergejoin', 'off'),
    ('enable_bitmapscan', 'on'),
    ('enable_nestloop', 'on'),
    ('enable_incremental_sort', 'on'),
    ('enable_sort', (NOT :ordered)::text),
    ('enable_indexscan', (:ordered)::text),
    ('enable_indexonlyscan', (:ordered)::text),
    -- With NULL for every parameter, pruning would leave no partition in the plan.
    ('enable_partition_pruning', 'off'),
    ('max_parallel_workers_per_gather', '0'),
    ('geqo', 'off'),
    ('jit', 'off')
) AS setting (name, value)
ORDER BY setting.name ASC;
