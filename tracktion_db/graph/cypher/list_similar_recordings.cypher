// List recordings that are like one, by the derived links of one type, the best first.
//
// :param uid: string  of the recording
// :param likeness: string  the links' type
// :param row_limit: integer  most that are listed
// :returns: many mixing.SimilarRecording
// :access: read
MATCH (:Recording {uid: $uid})-[link:SIMILAR_TO|HARMONIC_COMPATIBLE|TEMPO_COMPATIBLE]->(recording:Recording)
WHERE type(link) = $likeness AND recording.uid <> $uid
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
    recording.file_path AS file_path,
    link.score AS score,
    link.version AS version
ORDER BY score DESC, uid
LIMIT $row_limit;
