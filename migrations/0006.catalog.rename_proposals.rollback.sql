-- Takes back 0006.catalog.rename_proposals, with every row in it.

DROP TABLE rename_proposals;
DROP FUNCTION check_rename_proposal_transition();
DROP FUNCTION refuse_rename_proposal_change();
