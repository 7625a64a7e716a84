-- Takes back 0015.sync.graph_outbox: the graph is told nothing any more, and keeps what it has until a rebuild.

DROP TRIGGER recordings_insert_to_graph ON recordings;

DROP TRIGGER recordings_update_to_graph ON recordings;

DROP TRIGGER recordings_delete_to_graph ON recordings;

DROP TRIGGER recordings_truncate_to_graph ON recordings;

DROP TRIGGER metadata_insert_to_graph ON metadata;

DROP TRIGGER metadata_update_to_graph ON metadata;

DROP TRIGGER metadata_delete_to_graph ON metadata;

DROP TRIGGER metadata_truncate_to_graph ON metadata;

DROP TRIGGER tracklists_insert_to_graph ON tracklists;

DROP TRIGGER tracklists_update_to_graph ON tracklists;

DROP TRIGGER tracklists_delete_to_graph ON tracklists;

DROP TRIGGER tracklists_truncate_to_graph ON tracklists;

DROP FUNCTION recordings_to_graph();

DROP FUNCTION metadata_to_graph();

DROP FUNCTION tracklists_to_graph();

DROP FUNCTION require_truncate_sees_all();

DROP TABLE graph_rebuilds;

DROP TABLE graph_fence;

DROP TABLE graph_failures;

DROP TABLE graph_outbox;
