-- Find one rename proposal by its id.
--
-- :param proposal_id: uuid  the proposal
-- :returns: at most one catalog.RenameProposal
-- :access: read
SELECT
    proposal.id,
    proposal.recording_id,
    proposal.current_filename,
    proposal.proposed_filename,
    proposal.proposal_reason,
    proposal.metadata_used,
    proposal.confidence_score,
    proposal.status,
    proposal.correlation_id,
    proposal.created_at,
    proposal.updated_at
FROM rename_proposals AS proposal
WHERE proposal.id = :proposal_id;
