-- Rename proposals: better file names, each decided once and applied once.
--
-- depends: 0005.catalog.tracklists

CREATE TABLE rename_proposals (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    recording_id uuid NOT NULL,
    current_filename text NOT NULL,
    proposed_filename text NOT NULL,
    proposal_reason text,
    metadata_used jsonb NOT NULL DEFAULT '{}',
    confidence_score double precision NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'pending',
    correlation_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rename_proposals_pkey PRIMARY KEY (id),
    CONSTRAINT rename_proposals_recording_id_fkey
    FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT rename_proposals_current_filename_length CHECK (char_length(current_filename) BETWEEN 1 AND 255),
    CONSTRAINT rename_proposals_proposed_filename_length CHECK (char_length(proposed_filename) BETWEEN 1 AND 255),
    -- A name and no path: whoever renames joins it to a folder.
    CONSTRAINT rename_proposals_proposed_filename_plain CHECK (
        strpos(proposed_filename, '/') = 0 AND proposed_filename NOT IN ('.', '..')
    ),
    CONSTRAINT rename_proposals_metadata_used_object CHECK (jsonb_typeof(metadata_used) = 'object'),
    -- NaN sorts above every number, so this refuses it too.
    CONSTRAINT rename_proposals_confidence_score_range CHECK (confidence_score BETWEEN 0 AND 1),
    CONSTRAINT rename_proposals_status_known CHECK (
        status IN ('pending', 'approved', 'rejected', 'applied', 'failed')
    )
);

-- Both keys go down: one row comparison finds the next page.
CREATE INDEX rename_proposals_confidence_score_idx ON rename_proposals (status, confidence_score DESC, id DESC);

CREATE INDEX rename_proposals_recording_id_idx ON rename_proposals (recording_id, created_at DESC, id DESC);

-- A file can only be given one name.
CREATE UNIQUE INDEX rename_proposals_one_approved_unique ON rename_proposals (recording_id)
WHERE status = 'approved';

-- Of two approvers at once the second waits for the first, then sees its row and is refused here: setting the
-- status to what it is already counts as a transition, and none of those is allowed.
CREATE FUNCTION check_rename_proposal_transition() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    IF (OLD.status = 'pending' AND NEW.status IN ('approved', 'rejected'))
        OR (OLD.status = 'approved' AND NEW.status IN ('applied', 'failed'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a rename proposal goes from pending to approved or rejected, from approved to applied or failed'
        USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'rename_proposals_allowed_transition',
            COLUMN = 'status',
            TABLE = 'rename_proposals';
END
$$;

COMMENT ON FUNCTION check_rename_proposal_transition() IS
'Lets a proposal go from pending to approved or rejected, and from approved to applied or failed.';

CREATE TRIGGER rename_proposals_allowed_transition
BEFORE UPDATE OF status ON rename_proposals
FOR EACH ROW
EXECUTE FUNCTION check_rename_proposal_transition();

-- What was decided stays what it was when it was decided. One who changes it while another decides waits, then
-- sees the decided row and is refused here.
CREATE FUNCTION refuse_rename_proposal_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    RAISE EXCEPTION 'the file names and the metadata of a rename proposal change only while it is pending'
        USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'rename_proposals_only_pending_changes',
            COLUMN = 'status',
            TABLE = 'rename_proposals';
END
$$;

COMMENT ON FUNCTION refuse_rename_proposal_change() IS
'Refuses to change the file names or the metadata of a proposal that is no longer pending.';

CREATE TRIGGER rename_proposals_only_pending_changes
BEFORE UPDATE OF current_filename, proposed_filename, metadata_used ON rename_proposals
FOR EACH ROW
WHEN (
    OLD.status <> 'pending'
    AND (OLD.current_filename, OLD.proposed_filename, OLD.metadata_used)
    IS DISTINCT FROM (NEW.current_filename, NEW.proposed_filename, NEW.metadata_used)
)
EXECUTE FUNCTION refuse_rename_proposal_change();

CREATE TRIGGER rename_proposals_set_updated_at
BEFORE UPDATE ON rename_proposals
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE rename_proposals IS 'Better file names for recordings, each decided once and applied once.';
COMMENT ON COLUMN rename_proposals.current_filename IS 'What the file was called when this was proposed.';
COMMENT ON COLUMN rename_proposals.proposed_filename IS 'What it should be called: a name without a folder.';
COMMENT ON COLUMN rename_proposals.metadata_used IS 'The metadata that the proposed name was made of; an object.';
COMMENT ON COLUMN rename_proposals.confidence_score IS '0 (a guess) to 1 (certain).';
COMMENT ON COLUMN rename_proposals.status IS 'pending, then approved or rejected; approved, then applied or failed.';
COMMENT ON COLUMN rename_proposals.correlation_id IS
'The event that a service was working on when it wrote this row.';

COMMENT ON INDEX rename_proposals_pkey IS 'catalog.get_rename_proposal';
COMMENT ON INDEX rename_proposals_confidence_score_idx IS
'catalog.list_rename_proposals: of one status, surest first, page by page.';
COMMENT ON INDEX rename_proposals_recording_id_idx IS
'catalog.list_rename_proposals_by_recording: newest first; the foreign key.';
COMMENT ON INDEX rename_proposals_one_approved_unique IS
'catalog.approve_rename_proposal: at most one approved proposal of a recording.';
