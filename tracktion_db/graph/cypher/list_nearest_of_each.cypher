// List the recordings that cost least after each of some recordings, in ranges of tempo, each in one key.
//
// Each range is read from its middle to either side and no further than the limit, in the order of an index.
//
// :param windows: map[]  {asker, track, camelot, low, middle, high, target, cost}: of the recording that asks, whose
//     track is not wanted; middle is what is nearest to the target tempo, and cost what all in the range cost
//     beside their distance to it
// :param tempo_cost: float  what a change of tempo by the factor e costs
// :param window_limit: integer  most of each range on either side
// :param row_limit: integer  most for each recording
// :returns: many mixing.NearestOfOne
// :access: read
UNWIND $windows AS window
CALL (window) {
    MATCH (recording:Recording)
    WHERE recording.camelot = window.camelot
        AND recording.bpm >= window.middle
        AND recording.bpm <= window.high
        AND recording.uid <> window.asker
        AND coalesce(recording.track <> window.track, true)
    RETURN recording
    ORDER BY recording.camelot, recording.bpm, recording.uid
    LIMIT $window_limit
    UNION ALL
    MATCH (recording:Recording)
    WHERE recording.camelot = window.camelot
        AND recording.bpm >= window.low
        AND recording.bpm < window.middle
        AND recording.uid <> window.asker
        AND coalesce(recording.track <> window.track, true)
    RETURN recording
    ORDER BY recording.camelot DESC, recording.bpm DESC, recording.uid
    LIMIT $window_limit
}
WITH
    window.asker AS asker,
    recording,
    min(window.cost + $tempo_cost * abs(log(recording.bpm / window.target))) AS cost
WITH asker, recording.uid AS uid, cost, recording.energy AS energy, recording.genre AS genre
ORDER BY asker, cost, uid
WITH asker, collect({uid: uid, cost: cost, energy: energy, genre: genre})[0..$row_limit] AS best
UNWIND best AS other
RETURN
    asker,
    other.uid AS uid,
    other.cost AS cost,
    other.energy AS energy,
    other.genre AS genre
ORDER BY asker, cost, uid;
