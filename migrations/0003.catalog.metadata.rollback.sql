-- Takes back 0003.catalog.metadata, with every row in it.

DROP TABLE metadata;
