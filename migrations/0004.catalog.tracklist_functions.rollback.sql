-- Takes back 0004.catalog.tracklist_functions; no constraint may use them any more.

DROP FUNCTION tracklist_tracks_are_valid(jsonb);
DROP FUNCTION tracklist_start_seconds(jsonb);
