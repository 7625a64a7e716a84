-- Takes back 0002.catalog.recordings, with every row in it.

DROP TABLE recordings;
