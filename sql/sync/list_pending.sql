-- List which of these things have changes that wait, or were refused.
--
-- :param keys: text[]  uids of the things
-- :returns: many sync.Pending
-- :access: read
-- :waive order: each branch answers a thing once
-- :waive index: the outbox has no index on purpose, and is short or being emptied
WITH waiting AS (
    SELECT DISTINCT
        change.kind,
        change.key,
        false AS is_refused
    FROM graph_outbox AS change
    WHERE change.key = ANY(:keys)
)

SELECT
    waiting.kind,
    waiting.key,
    waiting.is_refused
FROM waiting
UNION ALL
SELECT
    failure.kind,
    failure.key,
    true AS is_refused
FROM graph_failures AS failure
WHERE failure.key = ANY(:keys)
ORDER BY
    kind,
    key,
    is_refused;
