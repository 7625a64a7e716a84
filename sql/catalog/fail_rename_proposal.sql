-- Tell that an approved rename could not be carried out; in any other status it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param proposal_id: uuid  the proposal
-- :param correlation_id: uuid or null  the event that this is written for; null leaves the former one
-- :returns: one catalog.RenameProposal
UPDATE rename_proposals AS failed
SET
    status = 'failed',
    correlation_id = coalesce(:correlation_id, failed.correlation_id)
WHERE failed.id = :proposal_id
RETURNING
    failed.id,
    failed.recording_id,
    failed.current_filename,
    failed.proposed_filename,
    failed.proposal_reason,
    failed.metadata_used,
    failed.confidence_score,
    failed.status,
    failed.correlation_id,
    failed.created_at,
    failed.updated_at;
