-- Add rename proposals, all or none: the n-th elements of the arrays are one proposal.
--
-- :param recording_ids: uuid[]  the recordings to rename
-- :param current_filenames: text[]  what the files are called now, 1 to 255 characters each
-- :param proposed_filenames: text[]  what they should be called, 1 to 255 characters each
-- :param proposal_reasons: text[] with nulls  why, for people; or null
-- :param metadata_used: jsonb[]  the metadata that the proposed names were made of; objects
-- :param confidence_scores: double precision[]  0 (a guess) to 1 (certain)
-- :param correlation_ids: uuid[] with nulls  the events that the rows are written for; null where there is none
-- :returns: count
INSERT INTO rename_proposals (
    recording_id,
    current_filename,
    proposed_filename,
    proposal_reason,
    metadata_used,
    confidence_score,
    correlation_id
)
SELECT
    item.recording_id,
    item.current_filename,
    item.proposed_filename,
    item.proposal_reason,
    item.metadata_used,
    item.confidence_score,
    item.correlation_id
FROM unnest(
    :recording_ids::uuid[],
    :current_filenames::text[],
    :proposed_filenames::text[],
    :proposal_reasons::text[],
    :metadata_used::jsonb[],
    :confidence_scores::double precision[],
    :correlation_ids::uuid[]
) AS item (
    recording_id,
    current_filename,
    proposed_filename,
    proposal_reason,
    metadata_used,
    confidence_score,
    correlation_id
);
