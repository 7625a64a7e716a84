-- Takes back 0024.shared.roles: the rights and the policies. The roles stay, for other schemas and databases use them.

DROP POLICY IF EXISTS sessions_expired ON sessions;

DROP POLICY IF EXISTS templates_for_everybody ON templates;

DO $$
BEGIN
    IF to_regrole('tracktion_read_only') IS NULL THEN
        RETURN;
    END IF;
    REVOKE ALL ON
        _yoyo_migration, audio_track_status_changes, audio_tracks, chunks, config, config_changes,
        conversations, graph_failures, graph_fence, graph_outbox, imports, jobs, messages, metadata,
        recording_statistics, recordings, rename_proposals, search_words, sessions, songs, templates,
        tracklists, transcripts
    FROM tracktion_read_only;
    EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM tracktion_read_only', current_schema());
END
$$;

DO $$
BEGIN
    IF to_regrole('tracktion_read_write') IS NULL THEN
        RETURN;
    END IF;
    REVOKE ALL ON
        _yoyo_migration, audio_track_status_changes, audio_tracks, chunks, config, config_changes,
        conversations, graph_failures, graph_fence, graph_outbox, imports, jobs, messages, metadata,
        recording_statistics, recordings, rename_proposals, search_words, sessions, songs, templates,
        tracklists, transcripts, users
    FROM tracktion_read_write;
    EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM tracktion_read_write', current_schema());
END
$$;

DO $$
BEGIN
    IF to_regrole('tracktion_worker') IS NULL THEN
        RETURN;
    END IF;
    REVOKE ALL ON
        _yoyo_migration, audio_tracks, graph_failures, graph_fence, graph_outbox, graph_rebuilds, jobs,
        metadata, recordings, search_words, sessions, songs, templates, tracklists
    FROM tracktion_worker;
    EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM tracktion_worker', current_schema());
END
$$;
