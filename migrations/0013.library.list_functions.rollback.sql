DROP FUNCTION estimate_audio_tracks(text, text, text, text, integer, integer);
DROP FUNCTION search_genre(text);
