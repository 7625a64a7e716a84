-- Remove sessions of all users that have expired, the longest ago first.
--
-- :param row_limit: bigint  how many at most
-- :returns: count
-- :waive owner: of all users at once, for a worker whose role has a policy of its own
WITH expired AS (
    SELECT session.id
    FROM sessions AS session
    WHERE session.expires_at <= statement_timestamp()
    ORDER BY
        session.expires_at ASC,
        session.id ASC
    LIMIT :row_limit
    FOR UPDATE SKIP LOCKED
)

DELETE FROM sessions AS session
USING expired
WHERE session.id = expired.id;
