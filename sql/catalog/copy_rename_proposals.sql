-- Add many rename proposals, all or none, in COPY's binary format.
--
-- :param recording_id: uuid  the recording to rename
-- :param current_filename: text  what the file is called now, 1 to 255 characters
-- :param proposed_filename: text  what it should be called, 1 to 255 characters
-- :param proposal_reason: text or null  why, for people
-- :param metadata_used: jsonb  the metadata that the proposed name was made of; an object
-- :param confidence_score: double precision  0 (a guess) to 1 (certain)
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: count
COPY rename_proposals (
    recording_id,
    current_filename,
    proposed_filename,
    proposal_reason,
    metadata_used,
    confidence_score,
    correlation_id
) FROM STDIN (FORMAT BINARY);
