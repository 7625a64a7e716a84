-- Put what is due to be tried again back into the outbox.
--
-- :param row_limit: integer  how many at most
-- :returns: count
WITH due AS (
    SELECT failure.id
    FROM graph_failures AS failure
    WHERE failure.next_at <= statement_timestamp()
    ORDER BY
        failure.next_at,
        failure.id
    LIMIT :row_limit
    FOR UPDATE SKIP LOCKED
),

waiting AS (
    -- Until its batch is done: success removes it, another failure says when next.
    UPDATE graph_failures AS failure
    SET next_at = statement_timestamp() + interval '1 minute'
    FROM due
    WHERE failure.id = due.id
    RETURNING
        failure.kind,
        failure.key
)

INSERT INTO graph_outbox (kind, key)
SELECT
    waiting.kind,
    waiting.key
FROM waiting;
