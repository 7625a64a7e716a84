-- The tables of the fault tests: no domain, only what can be lost, doubled or left behind.
CREATE TABLE counters (
    id integer CONSTRAINT counters_pkey PRIMARY KEY,
    value bigint NOT NULL
);

CREATE TABLE entries (
    id uuid CONSTRAINT entries_pkey PRIMARY KEY
);

-- Its column changes its type while plans for it are in use.
CREATE TABLE measures (
    id integer CONSTRAINT measures_pkey PRIMARY KEY,
    amount integer NOT NULL
);
INSERT INTO measures (id, amount) VALUES (1, 41);

-- Takes its time to notice, at COMMIT, what it has to say.
CREATE TABLE noisy_entries (
    id uuid CONSTRAINT noisy_entries_pkey PRIMARY KEY
);
CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE WARNING 'noted at commit';
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER noisy_entries_warn AFTER INSERT ON noisy_entries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn();

-- What a connection pooler's reset does to a session that is not only its own.
CREATE FUNCTION forget_plans() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'DEALLOCATE ALL';
    RETURN 'done';
END $$;
