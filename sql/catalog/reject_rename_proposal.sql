-- Reject a pending rename proposal; in any other status it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param proposal_id: uuid  the proposal
-- :param correlation_id: uuid or null  the event that this is written for; null leaves the former one
-- :returns: one catalog.RenameProposal
UPDATE rename_proposals AS rejected
SET
    status = 'rejected',
    correlation_id = coalesce(:correlation_id, rejected.correlation_id)
WHERE rejected.id = :proposal_id
RETURNING
    rejected.id,
    rejected.recording_id,
    rejected.current_filename,
    rejected.proposed_filename,
    rejected.proposal_reason,
    rejected.metadata_used,
    rejected.confidence_score,
    rejected.status,
    rejected.correlation_id,
    rejected.created_at,
    rejected.updated_at;
