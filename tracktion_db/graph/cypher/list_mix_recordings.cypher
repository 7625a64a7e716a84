// List what mixing knows of recordings.
//
// :param uids: string[]  of the recordings
// :returns: many mixing.MixRecording
// :access: read
UNWIND $uids AS wanted
MATCH (recording:Recording {uid: wanted})
RETURN DISTINCT
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
ORDER BY uid;
