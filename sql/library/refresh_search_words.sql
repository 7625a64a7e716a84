-- Count the vocabulary of search again: words that came, words that went, how many tracks have each.
--
-- Reads every track once (2 seconds for a million) and locks none. At most so many words are written, so that a run
-- stays far from any statement time-out: run it again until it writes fewer.
--
-- :param most_words: bigint  words to write at most
-- :returns: count
-- :waive index: the whole vocabulary is compared
WITH counted AS MATERIALIZED (
    SELECT
        entry.word,
        entry.ndoc AS frequency
    FROM ts_stat('SELECT audio_tracks.search_vector FROM audio_tracks') AS entry
    WHERE entry.word COLLATE "C" ~ '^[a-z][a-z0-9]{2,23}$'
),
removed AS (
    DELETE FROM search_words AS word
    WHERE NOT EXISTS (
        SELECT counted.word
        FROM counted
        WHERE word.word = counted.word
    )
)
INSERT INTO search_words AS word (
    word,
    frequency
)
SELECT
    counted.word,
    counted.frequency
FROM counted
LEFT JOIN search_words AS known ON counted.word = known.word
WHERE known.frequency IS DISTINCT FROM counted.frequency
ORDER BY counted.word ASC
LIMIT :most_words
ON CONFLICT ON CONSTRAINT search_words_pkey DO UPDATE
    SET frequency = excluded.frequency;
