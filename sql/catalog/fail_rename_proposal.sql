-- Tell that an approved rename could not be carried out; in any other status it is refused.
--
-- :param proposal_id: uuid  the proposal
-- :param correlation_id: uuid  the event that this is written for; null leaves the former one
-- :returns: one catalog.RenameProposal
UPDATE rename_proposals AS proposal
SET
    status = 'failed',
    correlation_id = coalesce(:correlation_id, proposal.correlation_id)
WHERE proposal.id = :proposal_id
RETURNING
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
    proposal.updated_at;
