-- Takes back 0018.karaoke.songs, with every row in it.

DROP TABLE songs;
