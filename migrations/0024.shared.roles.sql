-- Roles that services log in as members of, their rights in this schema, and what the worker may do for all users.
--
-- The owner is whoever applies the migrations. tracktion_read_only, tracktion_read_write and tracktion_worker belong to
-- the whole cluster: made here where that is allowed and they are missing; many migrations may run at once. Where they
-- are missing for good nothing is granted: once somebody made them, this file may be run again, in psql as it stands.
--
-- Rights are those that `tracktion-db grants --as read-only|read-write|worker` derives; a test compares them.
--
-- depends: 0023.sync.revoked_functions

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['tracktion_read_only', 'tracktion_read_write', 'tracktion_worker'] LOOP
        CONTINUE WHEN to_regrole(role_name) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        EXCEPTION
            -- Another migration was faster, in another schema or database.
            WHEN duplicate_object OR unique_violation THEN
                NULL;
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'the role % is missing, and % may not make it: it is granted nothing',
                    role_name, current_user;
        END;
    END LOOP;
END
$$;

DO $$
BEGIN
    IF to_regrole('tracktion_read_only') IS NULL THEN
        RETURN;
    END IF;
    IF NOT has_schema_privilege('tracktion_read_only', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO tracktion_read_only', current_schema());
    END IF;
    -- For db.health(). In a text, because it is the runner's table and none of these migrations.
    EXECUTE 'GRANT SELECT (migration_id) ON _yoyo_migration TO tracktion_read_only';
    GRANT SELECT ON audio_track_status_changes TO tracktion_read_only;
    GRANT SELECT (
        id, status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate, format,
        audio_path, thumbnail_path, error_message, retry_count, created_at, updated_at, title_key, artist_key,
        album_key, search_vector
    ) ON audio_tracks TO tracktion_read_only;
    GRANT SELECT ON chunks TO tracktion_read_only;
    GRANT SELECT ON config TO tracktion_read_only;
    GRANT SELECT ON config_changes TO tracktion_read_only;
    GRANT SELECT ON conversations TO tracktion_read_only;
    GRANT SELECT (next_at) ON graph_failures TO tracktion_read_only;
    GRANT SELECT (
        name, token, acknowledged_token, acknowledged_at, failing_since, failure
    ) ON graph_fence TO tracktion_read_only;
    GRANT SELECT (id, created_at) ON graph_outbox TO tracktion_read_only;
    GRANT SELECT (
        id, target, source, rows_read, rows_written, rows_rejected, bytes_read, content_hash, rejects_size,
        started_at, finished_at
    ) ON imports TO tracktion_read_only;
    GRANT SELECT (
        id, song_id, status, progress, message, priority, attempts, max_attempts, due_at, worker,
        lease_expires_at, error_message, finished_at, created_at, updated_at
    ) ON jobs TO tracktion_read_only;
    GRANT SELECT ON messages TO tracktion_read_only;
    GRANT SELECT ON metadata TO tracktion_read_only;
    GRANT SELECT ON recording_statistics TO tracktion_read_only;
    GRANT SELECT ON recordings TO tracktion_read_only;
    GRANT SELECT ON rename_proposals TO tracktion_read_only;
    GRANT SELECT (word, frequency) ON search_words TO tracktion_read_only;
    GRANT SELECT (id, user_id, expires_at, last_seen_at, created_at, updated_at) ON sessions TO tracktion_read_only;
    GRANT SELECT ON songs TO tracktion_read_only;
    GRANT SELECT ON templates TO tracktion_read_only;
    GRANT SELECT ON tracklists TO tracktion_read_only;
    GRANT SELECT ON transcripts TO tracktion_read_only;
END
$$;

DO $$
BEGIN
    IF to_regrole('tracktion_read_write') IS NULL THEN
        RETURN;
    END IF;
    IF NOT has_schema_privilege('tracktion_read_write', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO tracktion_read_write', current_schema());
    END IF;
    -- For db.health(). In a text, because it is the runner's table and none of these migrations.
    EXECUTE 'GRANT SELECT (migration_id) ON _yoyo_migration TO tracktion_read_write';
    GRANT SELECT ON audio_track_status_changes TO tracktion_read_write;
    GRANT SELECT (
        id, status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate, format,
        audio_path, thumbnail_path, error_message, retry_count, created_at, updated_at, title_key, artist_key,
        album_key, search_vector
    ) ON audio_tracks TO tracktion_read_write;
    GRANT INSERT (
        id, status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate, format,
        audio_path, thumbnail_path, error_message, retry_count, created_at, updated_at
    ) ON audio_tracks TO tracktion_read_write;
    GRANT UPDATE (
        status, title, artist, album, genre, year, duration, channels, sample_rate, bitrate, format, audio_path,
        thumbnail_path, error_message, status_changed_by, status_change_reason
    ) ON audio_tracks TO tracktion_read_write;
    GRANT DELETE ON audio_tracks TO tracktion_read_write;
    GRANT SELECT ON chunks TO tracktion_read_write;
    GRANT INSERT (
        user_id, transcript_id, chunk_index, chunk_text, token_count, start_seconds, end_seconds, metadata
    ) ON chunks TO tracktion_read_write;
    GRANT DELETE ON chunks TO tracktion_read_write;
    GRANT SELECT ON config TO tracktion_read_write;
    GRANT INSERT (key, value, description, version) ON config TO tracktion_read_write;
    GRANT UPDATE (value, description, version) ON config TO tracktion_read_write;
    GRANT DELETE ON config TO tracktion_read_write;
    GRANT SELECT ON config_changes TO tracktion_read_write;
    GRANT SELECT ON conversations TO tracktion_read_write;
    GRANT INSERT (user_id, title) ON conversations TO tracktion_read_write;
    GRANT UPDATE (title) ON conversations TO tracktion_read_write;
    GRANT DELETE ON conversations TO tracktion_read_write;
    GRANT SELECT (key, next_at, reason) ON graph_failures TO tracktion_read_write;
    GRANT SELECT (
        name, token, acknowledged_token, acknowledged_at, failing_since, failure
    ) ON graph_fence TO tracktion_read_write;
    GRANT SELECT (id, key, created_at) ON graph_outbox TO tracktion_read_write;
    GRANT SELECT (
        id, target, source, rows_read, rows_written, rows_rejected, bytes_read, content_hash, rejects_size,
        started_at, finished_at
    ) ON imports TO tracktion_read_write;
    GRANT INSERT (id, target, source, content_hash) ON imports TO tracktion_read_write;
    GRANT UPDATE (
        rows_read, rows_written, rows_rejected, bytes_read, content_hash, rejects_size, started_at, finished_at
    ) ON imports TO tracktion_read_write;
    GRANT SELECT (
        id, song_id, status, progress, message, priority, attempts, max_attempts, due_at, worker,
        lease_expires_at, error_message, finished_at, created_at, updated_at
    ) ON jobs TO tracktion_read_write;
    GRANT INSERT (song_id, message, priority, max_attempts, due_at) ON jobs TO tracktion_read_write;
    GRANT UPDATE (status, lease_expires_at, finished_at) ON jobs TO tracktion_read_write;
    GRANT SELECT ON messages TO tracktion_read_write;
    GRANT INSERT (user_id, conversation_id, role, content, metadata) ON messages TO tracktion_read_write;
    GRANT DELETE ON messages TO tracktion_read_write;
    GRANT SELECT ON metadata TO tracktion_read_write;
    GRANT INSERT (recording_id, key, value, value_type, correlation_id) ON metadata TO tracktion_read_write;
    GRANT UPDATE (value, value_type, correlation_id) ON metadata TO tracktion_read_write;
    GRANT DELETE ON metadata TO tracktion_read_write;
    GRANT SELECT ON recording_statistics TO tracktion_read_write;
    GRANT SELECT ON recordings TO tracktion_read_write;
    GRANT INSERT ON recordings TO tracktion_read_write;
    GRANT UPDATE (
        file_path, file_name, file_hash, secondary_hash, file_size, status, mime_type, last_modified,
        correlation_id
    ) ON recordings TO tracktion_read_write;
    GRANT DELETE ON recordings TO tracktion_read_write;
    GRANT SELECT ON rename_proposals TO tracktion_read_write;
    GRANT INSERT (
        recording_id, current_filename, proposed_filename, proposal_reason, metadata_used, confidence_score,
        correlation_id
    ) ON rename_proposals TO tracktion_read_write;
    GRANT UPDATE (
        current_filename, proposed_filename, proposal_reason, metadata_used, confidence_score, status,
        correlation_id
    ) ON rename_proposals TO tracktion_read_write;
    GRANT DELETE ON rename_proposals TO tracktion_read_write;
    GRANT SELECT (word, frequency) ON search_words TO tracktion_read_write;
    GRANT SELECT ON sessions TO tracktion_read_write;
    GRANT INSERT (user_id, token_hash, expires_at, last_seen_at) ON sessions TO tracktion_read_write;
    GRANT UPDATE (expires_at, last_seen_at) ON sessions TO tracktion_read_write;
    GRANT DELETE ON sessions TO tracktion_read_write;
    GRANT SELECT ON songs TO tracktion_read_write;
    GRANT INSERT (
        title, artist, album, source, youtube_id, file_path, vocals_path, instrumental_path, lyrics, date_added
    ) ON songs TO tracktion_read_write;
    GRANT UPDATE (
        title, artist, album, source, youtube_id, file_path, vocals_path, instrumental_path, lyrics, date_added
    ) ON songs TO tracktion_read_write;
    GRANT DELETE ON songs TO tracktion_read_write;
    GRANT SELECT ON templates TO tracktion_read_write;
    GRANT INSERT (
        user_id, template_type, template_name, template_content, variables
    ) ON templates TO tracktion_read_write;
    GRANT UPDATE (template_name, template_content, variables) ON templates TO tracktion_read_write;
    GRANT DELETE ON templates TO tracktion_read_write;
    GRANT SELECT ON tracklists TO tracktion_read_write;
    GRANT INSERT (
        recording_id, title, artist, source, source_url, tracks, metadata, total_duration, cue_file_path,
        correlation_id
    ) ON tracklists TO tracktion_read_write;
    GRANT UPDATE (
        recording_id, title, artist, source, source_url, tracks, metadata, total_duration, cue_file_path,
        correlation_id
    ) ON tracklists TO tracktion_read_write;
    GRANT DELETE ON tracklists TO tracktion_read_write;
    GRANT SELECT ON transcripts TO tracktion_read_write;
    GRANT INSERT (
        user_id, youtube_video_id, title, channel_name, duration, language, configuration, transcript_text,
        metadata
    ) ON transcripts TO tracktion_read_write;
    GRANT UPDATE (
        title, channel_name, duration, language, configuration, metadata
    ) ON transcripts TO tracktion_read_write;
    GRANT DELETE ON transcripts TO tracktion_read_write;
    GRANT SELECT ON users TO tracktion_read_write;
    GRANT INSERT (id, email, username, password_hash) ON users TO tracktion_read_write;
    GRANT UPDATE (email, username, password_hash) ON users TO tracktion_read_write;
    GRANT DELETE ON users TO tracktion_read_write;
    -- A message touches its conversation, in a trigger that runs with the rights of whoever adds it.
    GRANT UPDATE (updated_at) ON conversations TO tracktion_read_write;
END
$$;

DO $$
BEGIN
    IF to_regrole('tracktion_worker') IS NULL THEN
        RETURN;
    END IF;
    IF NOT has_schema_privilege('tracktion_worker', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO tracktion_worker', current_schema());
    END IF;
    -- For db.health(). In a text, because it is the runner's table and none of these migrations.
    EXECUTE 'GRANT SELECT (migration_id) ON _yoyo_migration TO tracktion_worker';
    GRANT SELECT ON graph_failures TO tracktion_worker;
    GRANT INSERT (kind, key, next_at, error_code, reason) ON graph_failures TO tracktion_worker;
    GRANT UPDATE (attempts, next_at, error_code, reason) ON graph_failures TO tracktion_worker;
    GRANT DELETE ON graph_failures TO tracktion_worker;
    GRANT SELECT (
        name, epoch, token, acknowledged_token, acknowledged_at, failing_since, failure
    ) ON graph_fence TO tracktion_worker;
    GRANT UPDATE (
        epoch, token, acknowledged_token, acknowledged_at, failing_since, failure
    ) ON graph_fence TO tracktion_worker;
    GRANT SELECT ON graph_outbox TO tracktion_worker;
    GRANT INSERT (kind, key) ON graph_outbox TO tracktion_worker;
    GRANT UPDATE (id) ON graph_outbox TO tracktion_worker;
    GRANT DELETE ON graph_outbox TO tracktion_worker;
    GRANT SELECT (id, phase, after_id, enqueued, total, finished_at, created_at) ON graph_rebuilds TO tracktion_worker;
    GRANT INSERT (total) ON graph_rebuilds TO tracktion_worker;
    GRANT UPDATE (phase, after_id, enqueued, finished_at) ON graph_rebuilds TO tracktion_worker;
    GRANT SELECT (
        id, song_id, status, progress, message, priority, attempts, max_attempts, due_at, worker,
        lease_expires_at, error_message, finished_at, created_at, updated_at, turn
    ) ON jobs TO tracktion_worker;
    GRANT UPDATE (
        status, progress, message, attempts, due_at, worker, lease_expires_at, error_message, finished_at,
        held_attempt
    ) ON jobs TO tracktion_worker;
    GRANT DELETE ON jobs TO tracktion_worker;
    GRANT SELECT (recording_id, key, value, value_type) ON metadata TO tracktion_worker;
    GRANT SELECT (
        id, file_path, file_name, file_hash, status, created_at, updated_at
    ) ON recordings TO tracktion_worker;
    GRANT SELECT (word, frequency) ON search_words TO tracktion_worker;
    GRANT INSERT (word, frequency) ON search_words TO tracktion_worker;
    GRANT UPDATE (frequency) ON search_words TO tracktion_worker;
    GRANT DELETE ON search_words TO tracktion_worker;
    GRANT SELECT (id, expires_at) ON sessions TO tracktion_worker;
    GRANT UPDATE (id) ON sessions TO tracktion_worker;
    GRANT DELETE ON sessions TO tracktion_worker;
    GRANT SELECT ON songs TO tracktion_worker;
    GRANT UPDATE (
        title, artist, album, source, youtube_id, file_path, vocals_path, instrumental_path, lyrics, date_added
    ) ON songs TO tracktion_worker;
    GRANT SELECT ON templates TO tracktion_worker;
    GRANT INSERT (template_type, template_name, template_content, variables) ON templates TO tracktion_worker;
    GRANT UPDATE (template_name, template_content, variables) ON templates TO tracktion_worker;
    GRANT DELETE ON templates TO tracktion_worker;
    GRANT SELECT (
        id, recording_id, title, artist, source, source_url, tracks, metadata, track_count, total_duration,
        created_at, updated_at
    ) ON tracklists TO tracktion_worker;
    -- Library.refresh_search_words reads the tracks in a query that stands in a text.
    GRANT SELECT (search_vector) ON audio_tracks TO tracktion_worker;
END
$$;

-- What works for all users at once. A policy for a role that is missing cannot be made.
DO $$
BEGIN
    IF to_regrole('tracktion_worker') IS NULL THEN
        RETURN;
    END IF;
    -- Sessions that are over, for accounts.remove_expired_sessions: to be seen, locked and removed, never changed.
    IF NOT EXISTS (
        SELECT FROM pg_policy AS policy
        WHERE policy.polrelid = 'sessions'::regclass AND policy.polname = 'sessions_expired'
    ) THEN
        CREATE POLICY sessions_expired ON sessions TO tracktion_worker
        USING (expires_at <= statement_timestamp())
        WITH CHECK (FALSE);
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_policy AS policy
        WHERE policy.polrelid = 'templates'::regclass AND policy.polname = 'templates_for_everybody'
    ) THEN
        CREATE POLICY templates_for_everybody ON templates TO tracktion_worker
        USING (user_id IS NULL)
        WITH CHECK (user_id IS NULL);
    END IF;
    COMMENT ON POLICY sessions_expired ON sessions IS 'A worker removes the sessions of all users that are over.';
    COMMENT ON POLICY templates_for_everybody ON templates IS 'A worker writes what is for everybody.';
END
$$;
