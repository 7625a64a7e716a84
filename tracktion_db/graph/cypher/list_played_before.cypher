// List what was played right before a track in sets, whatever the spelling of either, the most often first.
//
// :param track: string  key of the track
// :param row_limit: integer  most tracks that are listed
// :returns: many mixing.PlayedTrack
// :access: read
MATCH (one:Track {key: $track})<-[link:PLAYED_BEFORE]-(other:Track)
WHERE other.key <> $track
WITH
    other.key AS track,
    sum(link.count) AS times,
    max(link.last_at) AS last_at,
    min(other.title) AS title,
    min(other.artist) AS artist
ORDER BY times DESC, last_at DESC, track
LIMIT $row_limit
RETURN
    track,
    title,
    artist,
    times,
    last_at,
    COLLECT { MATCH (recording:Recording {track: track}) RETURN recording.uid ORDER BY recording.uid LIMIT 20 } AS recordings
ORDER BY times DESC, last_at DESC, track;
