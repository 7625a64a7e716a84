-- Estimate how many tracks these filters leave, from the planner's statistics; no row is read.
--
-- :param status: text or null  PENDING, PROCESSING, COMPLETED or FAILED; null for every status
-- :param genre: text or null  compared folded, as search_key(search_fold()) does; null for every genre and none
-- :param artist: text or null  compared folded; null for every artist and none
-- :param album: text or null  compared folded; null for every album and none
-- :param year_from: integer or null  first year, never an unknown one; null for no limit
-- :param year_to: integer or null  last year, never an unknown one; null for no limit
-- :returns: one library.AudioTrackTotal
-- :access: read
-- :waive read-only: the function runs EXPLAIN of a SELECT and nothing else; PostgreSQL lets only volatile ones do so
-- :waive nullable tracks: every plan says how many rows it expects
SELECT
    estimate_audio_tracks(
        :status::text, :genre::text, :artist::text, :album::text, :year_from::integer, :year_to::integer
    ) AS tracks;
