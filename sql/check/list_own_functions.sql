-- List the functions that do not belong to PostgreSQL itself, with what it takes to analyse a body that is text.
--
-- :returns: many check.OwnFunction
-- :access: read
SELECT
    function.oid::bigint AS id,
    function.oid::regprocedure::text AS name,
    array(
        SELECT concat_ws(' ', quote_ident(nullif(argument.name, '')), format_type(argument.type_id, NULL))
        FROM
            unnest(
                coalesce(function.proallargtypes, function.proargtypes::oid[]),
                function.proargnames,
                function.proargmodes
            ) WITH ORDINALITY
                AS argument (
                    type_id,
                    name,
                    mode,
                    position
                )
        -- Those that only come out (o, t) are no names in the body.
        WHERE coalesce(argument.mode, 'i') IN ('i', 'b', 'v')
        ORDER BY argument.position ASC
    ) AS arguments,
    (
        SELECT substr(setting.text, length('search_path=') + 1)
        FROM unnest(function.proconfig) AS setting (text)
        WHERE starts_with(setting.text, 'search_path=')
    ) AS search_path,
    function.prosecdef AS is_security_definer,
    function.prosrc AS text
FROM pg_proc AS function
INNER JOIN pg_namespace AS namespace ON function.pronamespace = namespace.oid
WHERE namespace.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY function.oid ASC;
