// List recordings in ranges of tempo, each in one key: of each range the fastest first.
//
// The order is the one of the index on key and tempo, so that each range is read no further than its limit.
//
// :param stretches: map[]  {number, camelot, low, high, after}: the edges are included, but of those that
//     stand on the first edge only the ones after this uid
// :param row_limit: integer  most of each range
// :returns: many mixing.FoundInStretch
// :access: read
UNWIND $stretches AS asked
CALL (asked) {
    MATCH (recording:Recording)
    WHERE recording.camelot = asked.camelot
        AND recording.bpm >= asked.low
        AND recording.bpm <= asked.high
        AND (recording.bpm < asked.high OR recording.uid > asked.after)
    RETURN recording
    ORDER BY recording.camelot DESC, recording.bpm DESC, recording.uid
    LIMIT $row_limit
}
RETURN
    asked.number AS stretch,
    recording.uid AS uid,
    recording.camelot AS camelot,
    recording.bpm AS bpm,
    recording.artist_key AS artist_key,
    recording.track AS track
ORDER BY stretch, bpm DESC, uid;
