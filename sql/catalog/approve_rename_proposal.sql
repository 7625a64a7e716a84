-- Approve a pending rename proposal; in any other status it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param proposal_id: uuid  the proposal
-- :param correlation_id: uuid or null  the event that this is written for; null leaves the former one
-- :returns: one catalog.RenameProposal
UPDATE rename_proposals AS approved
SET
    status = 'approved',
    correlation_id = coalesce(:correlation_id, approved.correlation_id)
WHERE approved.id = :proposal_id
RETURNING
    approved.id,
    approved.recording_id,
    approved.current_filename,
    approved.proposed_filename,
    approved.proposal_reason,
    approved.metadata_used,
    approved.confidence_score,
    approved.status,
    approved.correlation_id,
    approved.created_at,
    approved.updated_at;
