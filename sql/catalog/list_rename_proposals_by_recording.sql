-- List the rename proposals of one recording, whatever became of them, the newest first, page by page.
--
-- :param recording_id: uuid  the recording
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
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
    proposal.recording_id = :recording_id
    AND (proposal.created_at, proposal.id) < (:after_created_at, :after_id)
ORDER BY
    proposal.created_at DESC,
    proposal.id DESC
LIMIT :row_limit + 1;
