// Get what mixing knows of a recording.
//
// :param uid: string  of the recording
// :returns: one mixing.MixRecording
// :access: read
MATCH (recording:Recording {uid: $uid})
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
LIMIT 1;
