-- Change the named columns of one rename proposal; the others, its status among them, stay as they are.
--
-- :param proposal_id: uuid  the proposal
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param current_filename: text or null  what the file is called now, 1 to 255 characters
-- :param proposed_filename: text or null  what it should be called, 1 to 255 characters
-- :param proposal_reason: text or null  why, for people
-- :param metadata_used: jsonb or null  the metadata that the proposed name was made of; an object
-- :param confidence_score: double precision or null  0 (a guess) to 1 (certain)
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: one catalog.RenameProposal
UPDATE rename_proposals AS proposal
SET
    current_filename = CASE
        WHEN 'current_filename' = ANY(:changed) THEN :current_filename ELSE proposal.current_filename
    END,
    proposed_filename = CASE
        WHEN 'proposed_filename' = ANY(:changed) THEN :proposed_filename ELSE proposal.proposed_filename
    END,
    proposal_reason = CASE
        WHEN 'proposal_reason' = ANY(:changed) THEN :proposal_reason ELSE proposal.proposal_reason
    END,
    metadata_used = CASE WHEN 'metadata_used' = ANY(:changed) THEN :metadata_used ELSE proposal.metadata_used END,
    confidence_score = CASE
        WHEN 'confidence_score' = ANY(:changed) THEN :confidence_score ELSE proposal.confidence_score
    END,
    correlation_id = CASE WHEN 'correlation_id' = ANY(:changed) THEN :correlation_id ELSE proposal.correlation_id END
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
