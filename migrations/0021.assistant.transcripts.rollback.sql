-- Takes back 0021.assistant.transcripts, with every transcript and chunk in it.

DROP TABLE chunks;
DROP TABLE transcripts;
DROP FUNCTION take_configuration();
DROP FUNCTION document_snippet(text, text, tsquery);
DROP FUNCTION document_question(text, text);
DROP FUNCTION document_vector(text, text, text);
DROP FUNCTION document_text(text);
DROP FUNCTION document_configuration(text);
