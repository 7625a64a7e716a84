-- Add one rename proposal; it is pending until somebody approves or rejects it.
--
-- :param recording_id: uuid  the recording to rename
-- :param current_filename: text  what the file is called now, 1 to 255 characters
-- :param proposed_filename: text  what it should be called, 1 to 255 characters
-- :param proposal_reason: text or null  why, for people
-- :param metadata_used: jsonb  the metadata that the proposed name was made of; an object
-- :param confidence_score: double precision  0 (a guess) to 1 (certain)
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: one catalog.RenameProposal
INSERT INTO rename_proposals AS proposal (
    recording_id,
    current_filename,
    proposed_filename,
    proposal_reason,
    metadata_used,
    confidence_score,
    correlation_id
)
VALUES (
    :recording_id,
    :current_filename,
    :proposed_filename,
    :proposal_reason,
    :metadata_used,
    :confidence_score,
    :correlation_id
)
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
