SELECT count(*)
FROM (
    SELECT
        user_id,
        content AS whole
    FROM messages
    UNION ALL
    SELECT
        user_id,
        title
    FROM conversations
    UNION ALL
    SELECT
        user_id,
        title || transcript_text
    FROM transcripts
    UNION ALL
    SELECT
        user_id,
        chunk_text
    FROM chunks
    UNION ALL
    SELECT
        user_id,
        template_content
    FROM templates
    WHERE user_id IS NOT NULL
    UNION ALL
    SELECT
        id,
        username || ' ' || password_hash
    FROM users
) AS text
WHERE
    strpos(text.whole, 'of' || replace(text.user_id::text, '-', '')) = 0
    OR EXISTS (
        SELECT FROM regexp_matches(text.whole, 'of([0-9a-f]{32})', 'g') AS found
        WHERE found[1]::uuid <> text.user_id
    );
