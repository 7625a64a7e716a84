-- Takes back 0010.library.search_words; library.refresh_search_words can count everything again.

DROP TRIGGER audio_tracks_add_search_words ON audio_tracks;
DROP TABLE search_words;
DROP FUNCTION add_search_words();
DROP FUNCTION search_distance(text, text);
DROP FUNCTION search_deletions(text, integer);
