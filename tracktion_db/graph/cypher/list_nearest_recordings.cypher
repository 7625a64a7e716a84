// List the recordings that cost least in ranges of tempo, each in one key.
//
// The order is the one of the index on key and tempo, so that each range is read from its middle to either side
// and no further than the limit: what costs least of all is among them.
//
// :param windows: map[]  {camelot, low, middle, high, target, cost}: middle is what is nearest to the target
//     tempo, and cost what all in the range cost beside their distance to it
// :param tempo_cost: float  what a change of tempo by the factor e costs
// :param without: string[]  uids that are not wanted
// :param without_track: string or null  key of a track that is not wanted
// :param without_artist: string or null  key of an artist who is not wanted
// :param row_limit: integer  most that are listed
// :returns: many mixing.MixRecording
// :access: read
UNWIND $windows AS window
CALL (window) {
    MATCH (recording:Recording)
    WHERE recording.camelot = window.camelot
        AND recording.bpm >= window.middle
        AND recording.bpm <= window.high
        AND NOT recording.uid IN $without
        AND coalesce(recording.track <> $without_track, true)
        AND coalesce(recording.artist_key <> $without_artist, true)
    RETURN recording
    ORDER BY recording.camelot, recording.bpm, recording.uid
    LIMIT $row_limit
    UNION ALL
    MATCH (recording:Recording)
    WHERE recording.camelot = window.camelot
        AND recording.bpm >= window.low
        AND recording.bpm < window.middle
        AND NOT recording.uid IN $without
        AND coalesce(recording.track <> $without_track, true)
        AND coalesce(recording.artist_key <> $without_artist, true)
    RETURN recording
    ORDER BY recording.camelot DESC, recording.bpm DESC, recording.uid
    LIMIT $row_limit
}
WITH recording, min(window.cost + $tempo_cost * abs(log(recording.bpm / window.target))) AS cost
ORDER BY cost, recording.uid
LIMIT $row_limit
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
ORDER BY cost, uid;
