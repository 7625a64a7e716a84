-- Takes back 0008.library.search_functions; no column may be made by them any more.

DROP FUNCTION search_vector(text, text, text, text, text);
DROP FUNCTION search_format(text);
DROP FUNCTION search_lexemes(text, text);
DROP FUNCTION search_key(text);
DROP FUNCTION search_fold(text);
