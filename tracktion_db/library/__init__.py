"""The library: audio tracks, the way people look for music.

Functions return calls, which an executor runs; records are what comes back::

    new = library.NewAudioTrack(title="Adagio for Strings", artist="Tiësto")
    track = db.run(library.save_audio_track(new))
    page = db.run(library.list_audio_tracks(order="artist_ascending", genre="trance"))
"""

from tracktion_db.library.audio_tracks import (
    AudioTrack,
    AudioTrackOutcome,
    FoundAudioTrack,
    NewAudioTrack,
    add_audio_tracks,
    add_each_audio_track,
    get_audio_track,
    get_audio_tracks,
    remove_audio_track,
    save_audio_track,
)
from tracktion_db.library.fields import (
    AudioTrackStatus,
)
from tracktion_db.library.listing import (
    AudioTrackByAlbum,
    AudioTrackByName,
    AudioTrackByYear,
    AudioTrackOrder,
    AudioTrackTotal,
    count_audio_tracks,
    estimate_audio_tracks,
    list_audio_tracks,
)
from tracktion_db.library.partitions import (
    StatusChangePartition,
    StatusChangePartitionName,
    add_status_change_partitions,
    detach_status_change_partition,
    list_status_change_partitions,
)
from tracktion_db.library.search import (
    refresh_search_words,
    search_audio_tracks,
)
from tracktion_db.library.search_records import (
    AudioTrackHit,
    SearchPage,
    Tier,
)
from tracktion_db.library.search_work import (
    Snippets,
)
from tracktion_db.library.status_changes import (
    AudioTrackStatusChange,
    AudioTrackStatusOutcome,
    AudioTrackStatusUpdate,
    list_status_changes,
    list_status_changes_by_time,
    mark_as_completed,
    mark_as_failed,
    mark_as_processing,
    retry_audio_track,
    update_audio_track_statuses,
)

__all__ = [
    "AudioTrack",
    "AudioTrackByAlbum",
    "AudioTrackByName",
    "AudioTrackByYear",
    "AudioTrackHit",
    "AudioTrackOrder",
    "AudioTrackOutcome",
    "AudioTrackStatus",
    "AudioTrackStatusChange",
    "AudioTrackStatusOutcome",
    "AudioTrackStatusUpdate",
    "AudioTrackTotal",
    "FoundAudioTrack",
    "NewAudioTrack",
    "SearchPage",
    "Snippets",
    "StatusChangePartition",
    "StatusChangePartitionName",
    "Tier",
    "add_audio_tracks",
    "add_each_audio_track",
    "add_status_change_partitions",
    "count_audio_tracks",
    "detach_status_change_partition",
    "estimate_audio_tracks",
    "get_audio_track",
    "get_audio_tracks",
    "list_audio_tracks",
    "list_status_change_partitions",
    "list_status_changes",
    "list_status_changes_by_time",
    "mark_as_completed",
    "mark_as_failed",
    "mark_as_processing",
    "refresh_search_words",
    "remove_audio_track",
    "retry_audio_track",
    "save_audio_track",
    "search_audio_tracks",
    "update_audio_track_statuses",
]
