-- Say the schemas of the search_path one by one, as far as they are there: what a migration keeps of it (a function's
-- SET search_path FROM CURRENT) leads to these, and never to a schema named as whoever calls it ("$user").
--
-- :returns: one
SELECT
    set_config(
        'search_path', string_agg(quote_ident(schema.name), ', ' ORDER BY schema.number), FALSE
    ) AS search_path
FROM unnest(current_schemas(FALSE)) WITH ORDINALITY AS schema (name, number);
