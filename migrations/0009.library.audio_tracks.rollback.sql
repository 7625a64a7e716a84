-- Takes back 0009.library.audio_tracks: every audio track is lost.

DROP TABLE audio_tracks;
