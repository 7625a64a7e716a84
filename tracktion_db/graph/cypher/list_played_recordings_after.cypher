// List recordings that are tracks which were played right after a track in sets, the most often first.
//
// :param track: string  key of the track
// :param without: string[]  uids that are not wanted
// :param row_limit: integer  most recordings that are listed
// :returns: many mixing.PlayedRecording
// :access: read
MATCH (one:Track {key: $track})-[link:PLAYED_BEFORE]->(other:Track)
WHERE other.key <> $track
WITH other.key AS played, sum(link.count) AS times, max(link.last_at) AS last_at
MATCH (recording:Recording {track: played})
WHERE NOT recording.uid IN $without
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
    times,
    last_at
ORDER BY times DESC, last_at DESC, uid
LIMIT $row_limit;
