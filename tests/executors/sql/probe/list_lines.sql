-- Lines of a hundred characters.
--
-- :param up_to: bigint  how many
-- :returns: many probe.Line
-- :access: read
SELECT
    number,
    lpad(number::text, 100, '.') AS line
FROM generate_series(1, :up_to) AS number
ORDER BY number ASC;
