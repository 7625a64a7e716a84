-- Remove one rename proposal.
--
-- :param proposal_id: uuid  the proposal
-- :returns: count
DELETE FROM rename_proposals AS proposal
WHERE proposal.id = :proposal_id;
