-- Remember what the graph refused: to be tried again later, or given up after so many times.
--
-- Position i of all arrays is one thing.
--
-- :param kinds: text[]  of the things
-- :param keys: text[]  their uids
-- :param error_codes: text[]  stable codes
-- :param reasons: text[]  what was wrong, without values
-- :param most_attempts: integer  the last one that is made
-- :param retry_seconds: double precision  wait after the first; it doubles with each further one
-- :returns: count
-- :waive write-functions: a time and a wait are added; the outbox and what is beside it live on one server
INSERT INTO graph_failures AS failure (kind, key, error_code, reason, next_at)
SELECT
    item.kind,
    item.key,
    item.error_code,
    item.reason,
    CASE WHEN :most_attempts > 1 THEN statement_timestamp() + make_interval(secs => :retry_seconds) END
FROM
    unnest(:kinds::text[], :keys::text[], :error_codes::text[], :reasons::text[])
        AS item (kind, key, error_code, reason)
ON CONFLICT (key, kind) DO UPDATE
    SET
        attempts = failure.attempts + 1,
        next_at = CASE
            WHEN failure.attempts + 1 < :most_attempts
            THEN excluded.next_at + make_interval(secs => :retry_seconds * (power(2, failure.attempts) - 1))
        END,
        error_code = excluded.error_code,
        reason = excluded.reason;
