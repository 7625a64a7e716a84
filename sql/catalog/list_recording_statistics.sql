-- List recordings per month and status, as of the last refresh, in the order of time.
--
-- :param first_month: timestamptz  first instant of the first month that counts, UTC
-- :param last_month: timestamptz  first instant of the last month that counts, UTC
-- :returns: many catalog.RecordingStatistics
-- :access: read
SELECT
    statistics.month,
    statistics.status,
    statistics.recordings,
    -- A sum of sizes is numeric; what is above 8 EiB cannot be true, but must not make the others unreadable.
    least(statistics.total_file_size, 9223372036854775807)::bigint AS total_file_size,
    statistics.average_file_size
FROM recording_statistics AS statistics
WHERE
    statistics.month >= :first_month
    AND statistics.month <= :last_month
ORDER BY
    statistics.month ASC,
    statistics.status ASC;
