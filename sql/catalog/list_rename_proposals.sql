-- List the rename proposals of one status, the surest first, page by page.
--
-- :param status: text  pending, approved, rejected, applied or failed
-- :param minimum_confidence: double precision  smallest confidence score that counts
-- :param after_confidence_score: double precision  that of the row that the page follows; 1 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page catalog.RenameProposal
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
WHERE
    proposal.status = :status
    AND (proposal.confidence_score, proposal.id) < (:after_confidence_score, :after_id)
    AND proposal.confidence_score >= :minimum_confidence
ORDER BY
    proposal.confidence_score DESC,
    proposal.id DESC
LIMIT :row_limit + 1;
