-- Takes back 0014.library.search_queries: search has no functions any more.

DROP FUNCTION search_highlight(text, text[], boolean, boolean);
DROP FUNCTION search_admits(
    text,
    smallint,
    tsvector,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    integer,
    integer,
    tsquery,
    tsquery,
    text[],
    text[]
);
DROP FUNCTION search_count_parts(text, text, text, text, text, text, text, text[]);
DROP FUNCTION search_contains(text, text);
DROP FUNCTION search_tier(smallint);
DROP FUNCTION search_rank(smallint, double precision);
DROP FUNCTION search_word_score(text, text, text[]);
DROP FUNCTION search_coverage(text, text, text[]);
DROP FUNCTION search_name_step(text, text, text, text[], text[]);
DROP FUNCTION search_whole_name_step(text, text, text, text[], text[]);
DROP FUNCTION search_some_terms(text[], integer);
DROP FUNCTION search_terms(text[], text);
DROP FUNCTION search_index_term(text);
DROP FUNCTION search_term(text, text);
