-- Recordings per month and status, counted when catalog.refresh_recording_statistics runs.
--
-- A materialized view, as DBAs know it: readers go on reading while it is refreshed. On a server that spreads
-- schemas over nodes it lives on, and is read through, the coordinator.
--
-- depends: 0006.catalog.rename_proposals

CREATE MATERIALIZED VIEW recording_statistics AS
SELECT
    date_trunc('month', recording.created_at, 'UTC') AS month,
    recording.status,
    count(*) AS recordings,
    coalesce(sum(recording.file_size), 0) AS total_file_size,
    avg(recording.file_size)::double precision AS average_file_size
FROM recordings AS recording
GROUP BY date_trunc('month', recording.created_at, 'UTC'), recording.status;

-- REFRESH CONCURRENTLY needs it. Nobody waits for it: the view is new.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX recording_statistics_month_status_unique ON recording_statistics (month, status);

COMMENT ON MATERIALIZED VIEW recording_statistics IS 'Recordings per month and status, as of the last refresh.';
COMMENT ON COLUMN recording_statistics.month IS 'First instant of the month, UTC.';
COMMENT ON COLUMN recording_statistics.recordings IS 'Number of recordings catalogued in that month.';
COMMENT ON COLUMN recording_statistics.total_file_size IS 'Bytes, of the recordings whose size is known.';
COMMENT ON COLUMN recording_statistics.average_file_size IS
'Bytes, of the recordings whose size is known; null when none is.';

COMMENT ON INDEX recording_statistics_month_status_unique IS
'catalog.list_recording_statistics, catalog.refresh_recording_statistics';
