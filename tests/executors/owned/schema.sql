-- Rows that belong to people, behind row-level security; a role is granted them by the fixture.
CREATE TABLE notes (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    body text NOT NULL
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY notes_own ON notes
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

-- Found by their code, by whoever presents it.
CREATE TABLE doors (
    code text PRIMARY KEY,
    opened integer NOT NULL DEFAULT 0
);
ALTER TABLE doors ENABLE ROW LEVEL SECURITY;
ALTER TABLE doors FORCE ROW LEVEL SECURITY;
CREATE POLICY doors_by_key ON doors
USING (code = current_setting('app.key', TRUE));

CREATE TABLE locked_away (id integer PRIMARY KEY);
