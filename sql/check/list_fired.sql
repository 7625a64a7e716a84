-- List what a write to a table fires: triggers, rules, and foreign keys that change the rows that point there.
--
-- events are insert, update, delete, truncate; columns are the numbers of UPDATE OF and of a key that is pointed
-- at, empty for any. The target of a foreign key is the table whose rows change, 0 for other kinds.
--
-- :returns: many check.Fired
-- :access: read
-- :waive nullable columns: confkey is null only for constraints that are no foreign keys
-- :waive order: a name is given once to a kind of thing at one table
SELECT
    fired.tgrelid::bigint AS relation_id,
    'trigger' AS kind,
    fired.tgname::text AS name,
    -- Bits of tgtype: 4 insert, 8 delete, 16 update, 32 truncate, 64 instead.
    array_remove(
        ARRAY[
            CASE WHEN fired.tgtype & 4 <> 0 THEN 'insert' END,
            CASE WHEN fired.tgtype & 16 <> 0 THEN 'update' END,
            CASE WHEN fired.tgtype & 8 <> 0 THEN 'delete' END,
            CASE WHEN fired.tgtype & 32 <> 0 THEN 'truncate' END
        ],
        NULL
    ) AS events,
    fired.tgattr::smallint[]::bigint[] AS columns,
    fired.tgtype & 64 <> 0 AS is_instead,
    fired.tgfoid::bigint AS function_id,
    0 AS target_id,
    '' AS action
FROM pg_trigger AS fired
WHERE
    NOT fired.tgisinternal
    AND fired.tgenabled <> 'D'
UNION ALL
SELECT
    rule.ev_class::bigint AS relation_id,
    'rule' AS kind,
    rule.rulename::text AS name,
    ARRAY[CASE rule.ev_type WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END] AS events,
    '{}' AS columns,
    rule.is_instead,
    0 AS function_id,
    0 AS target_id,
    '' AS action
FROM pg_rewrite AS rule
WHERE
    rule.ev_type <> '1'
    AND rule.ev_enabled <> 'D'
UNION ALL
SELECT
    key.confrelid::bigint AS relation_id,
    'foreign key' AS kind,
    key.conname::text AS name,
    array_remove(
        ARRAY[
            CASE WHEN key.confupdtype IN ('c', 'n', 'd') THEN 'update' END,
            CASE WHEN key.confdeltype IN ('c', 'n', 'd') THEN 'delete' END
        ],
        NULL
    ) AS events,
    key.confkey::bigint[] AS columns,
    FALSE AS is_instead,
    0 AS function_id,
    key.conrelid::bigint AS target_id,
    CASE key.confdeltype WHEN 'c' THEN 'delete' ELSE 'update' END AS action
FROM pg_constraint AS key
WHERE
    key.contype = 'f'
    AND (key.confupdtype IN ('c', 'n', 'd') OR key.confdeltype IN ('c', 'n', 'd'))
ORDER BY
    relation_id ASC,
    kind ASC,
    name ASC,
    target_id ASC;
