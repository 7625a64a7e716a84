// Find recordings by what somebody typed: their uid, their title, or the key of their track, exactly.
//
// :param name: string  what was typed
// :param row_limit: integer  most that are listed
// :returns: many mixing.MixRecording
// :access: read
CALL () {
    MATCH (recording:Recording {uid: $name})
    RETURN recording
    UNION
    MATCH (recording:Recording {title: $name})
    RETURN recording
    UNION
    MATCH (recording:Recording {track: $name})
    RETURN recording
}
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
