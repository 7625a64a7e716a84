"""Many tracks of few words: what the caps of search are for."""

from __future__ import annotations

CROWD = """
INSERT INTO audio_tracks (id, status, title, artist, album, genre, year, format)
SELECT
    md5(n::text)::uuid,
    (ARRAY['COMPLETED', 'COMPLETED', 'COMPLETED', 'PENDING', 'FAILED'])[1 + n % 5],
    CASE
        WHEN n <= 4000 THEN 'Love ' || word.first
        WHEN n <= 12000 THEN word.first || ' Love'
        WHEN n <= 14500 THEN 'Love'
        WHEN n <= 26000 THEN 'Lovely ' || word.second || ' ' || word.first
        WHEN n <= 48000 THEN word.first || ' ' || word.second || ' Night'
        ELSE word.second || ' ' || word.first || ' ' || (n % 97)
    END,
    CASE
        WHEN n % 3 = 0 THEN 'The Beatmakers'
        WHEN n % 3 = 1 THEN 'Tiësto & ' || word.second
        WHEN n % 30 = 2 THEN NULL
        ELSE word.first || ' Night'
    END,
    'Album ' || (n % 500),
    (ARRAY['Trance', 'House', 'Drum & Bass', 'Ambient'])[1 + n % 4],
    CASE WHEN n % 50 > 0 THEN 1960 + n % 60 END,
    CASE WHEN n % 200 = 0 THEN 'flac' ELSE 'mp3' END
FROM generate_series(1, 60000) AS n
CROSS JOIN LATERAL (
    SELECT
        initcap((ARRAY['ba', 'ke', 'li', 'mo', 'su', 'ra', 'ti', 'vo', 'ne', 'da'])[1 + n % 10]
        || (ARRAY['n', 'r', 'l', 's', 't', 'm', 'k'])[1 + n % 7]
        || (ARRAY['ando', 'elle', 'isto', 'ova', 'uri', 'ema', 'ago', 'ine', 'odo', 'atri', 'ex'])
            [1 + n / 7 % 11]) AS first,
        initcap((ARRAY['glo', 'bra', 'cli', 'dre', 'fu', 'spi', 'tra', 'wi', 'yo'])[1 + n % 9]
        || (ARRAY['ming', 'dor', 'sky', 'ner', 'low', 'beat'])[1 + n / 3 % 6]) AS second
) AS word
"""

# A large vocabulary, so that reading all of it would be dear.
VOCABULARY = """
INSERT INTO search_words (word)
SELECT DISTINCT 'q' || left(translate(md5(n::text), '0123456789', 'ghijklmnop'), 6)
FROM generate_series(1, 50000) AS n
"""
