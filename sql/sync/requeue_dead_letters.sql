-- Try again what was given up, with all its attempts; position i of both arrays is one thing.
--
-- :param kinds: text[]  of the things
-- :param keys: text[]  their uids
-- :returns: count
WITH chosen AS (
    DELETE FROM graph_failures AS failure
    USING unnest(:kinds::text[], :keys::text[]) AS item (kind, key)
    WHERE
        failure.kind = item.kind
        AND failure.key = item.key
        AND failure.next_at IS NULL
    RETURNING
        failure.kind,
        failure.key
)

INSERT INTO graph_outbox (kind, key)
SELECT
    chosen.kind,
    chosen.key
FROM chosen;
