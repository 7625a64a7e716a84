-- Try again all that was given up, with all its attempts.
--
-- :returns: count
WITH chosen AS (
    DELETE FROM graph_failures AS failure
    WHERE failure.next_at IS NULL
    RETURNING
        failure.kind,
        failure.key
)

INSERT INTO graph_outbox (kind, key)
SELECT
    chosen.kind,
    chosen.key
FROM chosen;
