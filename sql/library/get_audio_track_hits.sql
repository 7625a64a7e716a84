-- Get the tracks that a search found, in its order, with marks around what was hit.
--
-- :param ids: uuid[]  the tracks, best first
-- :param ranks: double precision[]  their ranks
-- :param tiers: text[]  their tiers
-- :param words: text[]  the folded words without joints
-- :param has_snippets: boolean  whether title, artist and album are wanted with marks
-- :param is_html: boolean  whether the snippets are HTML
-- :returns: many library.AudioTrackHit
-- :access: read
-- :waive read-only: the functions of search compute text and numbers from text; they read and write no table
-- :waive nullable rank: the arrays have one length, so none is filled up
-- :waive nullable tier: the same
SELECT
    track.id,
    track.status,
    track.title,
    track.artist,
    track.album,
    track.genre,
    track.year,
    track.duration,
    track.channels,
    track.sample_rate,
    track.bitrate,
    track.format,
    track.audio_path,
    track.thumbnail_path,
    track.error_message,
    track.retry_count,
    track.created_at,
    track.updated_at,
    found.rank,
    found.tier,
    CASE
        WHEN :has_snippets THEN search_highlight(track.title, :words::text[], :is_html, found.tier = 'typos')
    END AS title_snippet,
    CASE
        WHEN :has_snippets THEN search_highlight(track.artist, :words::text[], :is_html, found.tier = 'typos')
    END AS artist_snippet,
    CASE
        WHEN :has_snippets THEN search_highlight(track.album, :words::text[], :is_html, found.tier = 'typos')
    END AS album_snippet
FROM
    unnest(
        :ids::uuid[],
        :ranks::double precision[],
        :tiers::text[]
    ) WITH ORDINALITY AS found (id, rank, tier, number)
INNER JOIN audio_tracks AS track ON found.id = track.id
ORDER BY found.number ASC;
