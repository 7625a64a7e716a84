-- Words in the order of their bytes, page by page.
--
-- :param words: text[]  no word twice
-- :param after_word: text  the word that the page follows; empty for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page probe.Word
-- :access: read
SELECT
    asked.number,
    asked.word
FROM unnest(:words) WITH ORDINALITY AS asked (word, number)
WHERE asked.word COLLATE "C" > :after_word
ORDER BY asked.word COLLATE "C" ASC
LIMIT :row_limit + 1;
