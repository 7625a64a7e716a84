-- Change the status of many tracks, and tell for each what became of it and what status the track has now.
--
-- The n-th elements of the arrays are one change. Of one id that is given twice the first counts. The rows are locked
-- in the order of their ids, so that two such statements wait for each other instead of dead-locking; what another
-- transaction does to a row meanwhile is seen, because a lock is had of the row as it is then.
--
-- :param ids: uuid[]  the tracks
-- :param statuses: text[]  PENDING (a retry), PROCESSING, COMPLETED or FAILED
-- :param error_messages: text[] with nulls  why a track failed, 1 to 2,000 characters; null for other statuses
-- :param reasons: text[] with nulls  why the status changes, 1 to 2,000 characters; null where none is known
-- :param changed_by: text  who changes them, 1 to 255 characters
-- :returns: many library.AudioTrackStatusOutcome
-- :waive nullable id: the arrays are of one length, and ids has no nulls
-- :waive order: row is the number of what was given, and of each id only the first occurrence is changed
WITH given AS MATERIALIZED (
    SELECT
        item.number - 1 AS row,
        item.id,
        item.status,
        item.error_message,
        item.reason,
        row_number() OVER (PARTITION BY item.id ORDER BY item.number ASC) AS occurrence
    FROM unnest(
        :ids::uuid[],
        :statuses::text[],
        :error_messages::text[],
        :reasons::text[]
    ) WITH ORDINALITY AS item (id, status, error_message, reason, number)
),
locked AS MATERIALIZED (
    SELECT
        track.id,
        track.status
    FROM audio_tracks AS track
    WHERE track.id = ANY(:ids::uuid[])
    ORDER BY track.id ASC
    FOR NO KEY UPDATE
),
changed AS (
    UPDATE audio_tracks AS track
    SET
        status = given.status,
        error_message = coalesce(given.error_message, track.error_message),
        status_changed_by = :changed_by,
        status_change_reason = given.reason
    FROM locked
    INNER JOIN given ON locked.id = given.id
    WHERE
        track.id = locked.id
        AND given.occurrence = 1
        AND audio_track_status_may_become(locked.status, given.status)
    RETURNING
        track.id,
        track.status
)
SELECT
    given.row,
    given.id,
    CASE
        WHEN given.occurrence > 1 THEN 'repeated'
        WHEN locked.id IS NULL THEN 'not_found'
        WHEN changed.id IS NULL THEN 'not_allowed'
        ELSE 'changed'
    END AS outcome,
    coalesce(changed.status, locked.status) AS status
FROM given
LEFT JOIN locked ON given.id = locked.id
LEFT JOIN changed ON given.id = changed.id
ORDER BY given.row ASC;
