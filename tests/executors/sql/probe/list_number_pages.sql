-- Multiples of a number in a word, page by page.
--
-- :param word: text  repeated in each row
-- :param up_to: bigint  the last number
-- :param after_number: bigint  number of the row that the page follows; 0 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page probe.Word
-- :access: read
SELECT
    number,
    :word AS word
FROM generate_series(1, :up_to) AS number
WHERE number > :after_number
ORDER BY number ASC
LIMIT :row_limit + 1;
