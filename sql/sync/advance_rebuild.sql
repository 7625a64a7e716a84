-- Note how far a rebuild is.
--
-- :param rebuild_id: uuid  the rebuild
-- :param phase: text  wipe, recordings, tracklists or done
-- :param after_id: uuid or null  the last one of the phase that is in the outbox; null before the first
-- :param enqueued: bigint  how many more were put into the outbox
-- :returns: one sync.Rebuild
UPDATE graph_rebuilds AS rebuild
SET
    phase = :phase,
    after_id = :after_id,
    enqueued = rebuild.enqueued + :enqueued,
    finished_at = CASE WHEN :phase = 'done' THEN statement_timestamp() END
WHERE rebuild.id = :rebuild_id
RETURNING
    rebuild.id,
    rebuild.phase,
    rebuild.after_id,
    rebuild.enqueued,
    rebuild.total,
    rebuild.created_at;
