// Get the key of a track, given as a recording or as a track of sets.
//
// :param uid: string  of the recording or the track
// :returns: many mixing.KnownTrack
// :access: read
CALL () {
    MATCH (recording:Recording {uid: $uid})
    RETURN recording.track AS track
    UNION
    MATCH (node:Track {uid: $uid})
    RETURN node.key AS track
}
RETURN track
ORDER BY track;
