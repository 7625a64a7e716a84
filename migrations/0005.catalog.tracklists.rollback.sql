-- Takes back 0005.catalog.tracklists, with every row in it.

DROP TABLE tracklists;
