// What nodes are found by beside their uid. On Neo4j an indexed text holds 8,167 bytes at most.

// A file, by where it is and by what is in it.
CREATE INDEX recording_file_path IF NOT EXISTS FOR (node:Recording) ON (node.file_path);
CREATE INDEX recording_file_hash IF NOT EXISTS FOR (node:Recording) ON (node.file_hash);

// Which recordings are this track, are by this artist, or go with this one.
CREATE INDEX recording_track IF NOT EXISTS FOR (node:Recording) ON (node.track);
CREATE INDEX recording_artist_key IF NOT EXISTS FOR (node:Recording) ON (node.artist_key);
CREATE INDEX recording_camelot_bpm IF NOT EXISTS FOR (node:Recording) ON (node.camelot, node.bpm);
CREATE INDEX recording_bpm IF NOT EXISTS FOR (node:Recording) ON (node.bpm);
CREATE INDEX recording_title IF NOT EXISTS FOR (node:Recording) ON (node.title);

// A name as somebody types it, folded.
CREATE INDEX track_key IF NOT EXISTS FOR (node:Track) ON (node.key);
CREATE INDEX album_key IF NOT EXISTS FOR (node:Album) ON (node.key);
CREATE INDEX artist_name IF NOT EXISTS FOR (node:Artist) ON (node.name);
CREATE INDEX genre_name IF NOT EXISTS FOR (node:Genre) ON (node.name);

CREATE INDEX metadata_key IF NOT EXISTS FOR (node:Metadata) ON (node.key);
CREATE INDEX metadata_value IF NOT EXISTS FOR (node:Metadata) ON (node.value);
