-- Tell that an approved rename was carried out; in any other status it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param proposal_id: uuid  the proposal
-- :param correlation_id: uuid or null  the event that this is written for; null leaves the former one
-- :returns: one catalog.RenameProposal
UPDATE rename_proposals AS applied
SET
    status = 'applied',
    correlation_id = coalesce(:correlation_id, applied.correlation_id)
WHERE applied.id = :proposal_id
RETURNING
    applied.id,
    applied.recording_id,
    applied.current_filename,
    applied.proposed_filename,
    applied.proposal_reason,
    applied.metadata_used,
    applied.confidence_score,
    applied.status,
    applied.correlation_id,
    applied.created_at,
    applied.updated_at;
