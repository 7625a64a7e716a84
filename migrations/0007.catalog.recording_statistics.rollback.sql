-- Takes back 0007.catalog.recording_statistics; nothing but counts is lost.

DROP MATERIALIZED VIEW recording_statistics;
