// List what mixing knows of recordings, in the order of their uids.
//
// :param after: string  the uid after which to begin; empty for the first
// :param row_limit: integer  most that are listed
// :returns: many mixing.MixRecording
// :access: read
MATCH (recording:Recording)
WHERE recording.uid > $after
RETURN
    recording.uid AS uid,
    recording.camelot AS camelot,
    recording.bpm AS bpm,
    recording.artist_key AS artist_key,
    recording.track AS track,
    recording.title AS title,
    recording.artist AS artist,
    recording.genre AS genre,
    recording.energy AS energy,
    recording.file_path AS file_path
ORDER BY uid
LIMIT $row_limit;
