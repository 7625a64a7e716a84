// Every node is found by its uid, and there is one of each: MERGE on a uid without its constraint looks at
// all nodes of the label, and makes two where two come at once.

CREATE CONSTRAINT graph_migration_uid IF NOT EXISTS FOR (node:GraphMigration) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT sync_fence_uid IF NOT EXISTS FOR (node:SyncFence) REQUIRE node.uid IS UNIQUE;

// What owns relationships.
CREATE CONSTRAINT recording_uid IF NOT EXISTS FOR (node:Recording) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT tracklist_uid IF NOT EXISTS FOR (node:Tracklist) REQUIRE node.uid IS UNIQUE;

// What they share.
CREATE CONSTRAINT metadata_uid IF NOT EXISTS FOR (node:Metadata) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT track_uid IF NOT EXISTS FOR (node:Track) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT artist_uid IF NOT EXISTS FOR (node:Artist) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT album_uid IF NOT EXISTS FOR (node:Album) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT genre_uid IF NOT EXISTS FOR (node:Genre) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT key_uid IF NOT EXISTS FOR (node:Key) REQUIRE node.uid IS UNIQUE;
