-- Takes back 0013.library.list_functions: lists of audio tracks cannot be asked for a genre or an estimate.

DROP FUNCTION estimate_audio_tracks(text, text, text, text, integer, integer);
DROP FUNCTION search_genre(text);
