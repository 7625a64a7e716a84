-- Takes back 0011.library.audio_track_status_changes, with all history but that of detached months.

DROP TRIGGER audio_tracks_record_status_change ON audio_tracks;
DROP TRIGGER audio_tracks_status_is_pending ON audio_tracks;
DROP TRIGGER audio_tracks_status_is_processing ON audio_tracks;
DROP TRIGGER audio_tracks_status_is_completed ON audio_tracks;
DROP TRIGGER audio_tracks_status_is_failed ON audio_tracks;
DROP FUNCTION refuse_audio_track_status();
DROP FUNCTION record_audio_track_status_change();
DROP FUNCTION audio_track_status_may_become(text, text);
ALTER TABLE audio_tracks DROP COLUMN status_change_reason;
ALTER TABLE audio_tracks DROP COLUMN status_changed_by;
DROP FUNCTION detach_audio_track_status_change_partition(date);
DROP FUNCTION add_audio_track_status_change_partitions(integer);
DROP TABLE audio_track_status_changes;
-- CASCADE: the triggers of detached months go with it.
DROP FUNCTION keep_audio_track_status_changes() CASCADE;
