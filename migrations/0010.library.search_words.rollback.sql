-- Takes back 0010.library.search_words; library.refresh_search_words can count everything again.

DROP TRIGGER audio_tracks_add_words_of_changed_track ON audio_tracks;
DROP TRIGGER audio_tracks_add_words_of_new_tracks ON audio_tracks;
DROP FUNCTION add_words_of_changed_track();
DROP FUNCTION add_words_of_new_tracks();
DROP FUNCTION add_search_words(tsvector[]);
DROP TABLE search_words;
DROP FUNCTION search_distance(text, text);
DROP FUNCTION search_deletions(text, integer);
