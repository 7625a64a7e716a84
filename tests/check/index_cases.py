"""Tables with indexes, and statements that are served by them or not."""

from __future__ import annotations

from typing import NamedTuple

TABLES = """
    CREATE TABLE users (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text NOT NULL, name text
    );
    CREATE UNIQUE INDEX users_mail ON users (mail);
    CREATE TABLE posts (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), author_id bigint NOT NULL, title text NOT NULL,
        state text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), tags jsonb, note text
    );
    CREATE INDEX posts_author ON posts (author_id, created_at DESC, id DESC);
    CREATE INDEX posts_created ON posts (created_at DESC, id DESC);
    CREATE INDEX posts_tags ON posts USING gin (tags);
    CREATE INDEX posts_drafts ON posts (created_at) WHERE state = 'draft';
    CREATE INDEX posts_note ON posts (state) WHERE note IS NOT NULL;
    CREATE TABLE likes (
        post_id uuid NOT NULL, user_id bigint NOT NULL, weight integer NOT NULL,
        PRIMARY KEY (post_id, user_id)
    );
    CREATE TABLE events (
        kind text NOT NULL, at timestamptz NOT NULL, payload text NOT NULL, PRIMARY KEY (kind, at)
    ) PARTITION BY RANGE (at);
    CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
    CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
"""
FILL = (
    "INSERT INTO users (mail, name) SELECT 'm' || n, 'n' || n FROM generate_series(1, %(users)s) AS n",
    """INSERT INTO posts (author_id, title, state, note, tags)
    SELECT 1 + n %% greatest(%(users)s, 1), 't' || n, CASE n %% 10 WHEN 0 THEN 'draft' ELSE 'out' END,
        CASE n %% 3 WHEN 0 THEN 'x' || n END, jsonb_build_object('k', n)
    FROM generate_series(1, %(posts)s) AS n""",
    """INSERT INTO likes SELECT p.id, u.id, 1
    FROM (SELECT id FROM posts LIMIT %(likes)s) AS p CROSS JOIN (SELECT id FROM users LIMIT 3) AS u""",
    """INSERT INTO events SELECT 'k' || n %% 3, timestamptz '2025-12-01' + n * interval '1 minute', 'p' || n
    FROM generate_series(1, %(posts)s) AS n""",
    "VACUUM ANALYZE",
)
# Rows of users, posts and likes. Never analysed, the planner guesses; analysed, it goes by the rows.
FILLINGS = {
    "empty and analysed": (0, 0, 0),
    "one row each": (1, 1, 1),
    "three rows each": (3, 3, 3),
    "many users": (20_000, 3, 3),
    "many posts": (3, 20_000, 3),
    "many posts and likes": (3, 20_000, 20_000),
    "many of all": (20_000, 20_000, 6_000),
}


class Case(NamedTuple):
    """A statement without its header, and what is said of which table, by alias."""

    parameters: str
    text: str
    said: tuple[tuple[str, str], ...] = ()


SERVED = {
    "by_key": Case("id: uuid", "SELECT p.title FROM posts AS p WHERE p.id = :id"),
    "by_keys": Case("ids: uuid[]", "SELECT p.title FROM posts AS p WHERE p.id = ANY(:ids) ORDER BY p.title"),
    "by_either": Case(
        "a: bigint, i: uuid", "SELECT p.id FROM posts AS p WHERE p.author_id = :a OR p.id = :i ORDER BY p.id"
    ),
    "by_range": Case(
        "a: timestamptz, b: timestamptz",
        "SELECT p.id FROM posts AS p WHERE p.created_at >= :a AND p.created_at < :b ORDER BY p.title",
    ),
    "by_containment": Case("t: jsonb", "SELECT p.id FROM posts AS p WHERE p.tags @> :t ORDER BY p.id"),
    "by_predicate": Case("", "SELECT p.id FROM posts AS p WHERE p.state = 'draft' ORDER BY p.created_at"),
    "first_page": Case(
        "n: bigint", "SELECT p.id FROM posts AS p ORDER BY p.created_at DESC, p.id DESC LIMIT :n"
    ),
    "later_page": Case(
        "c: timestamptz, i: uuid, n: bigint",
        """SELECT p.id FROM posts AS p WHERE (p.created_at, p.id) < (:c, :i)
        ORDER BY p.created_at DESC, p.id DESC LIMIT :n""",
    ),
    "sorted_few": Case(
        "a: bigint, n: bigint", "SELECT p.id FROM posts AS p WHERE p.author_id = :a ORDER BY p.title LIMIT :n"
    ),
    "any_rows": Case("n: bigint", "SELECT p.id FROM posts AS p LIMIT :n"),
    "newest": Case("", "SELECT max(p.created_at) AS newest FROM posts AS p"),
    "queue": Case(
        "n: bigint",
        """SELECT p.id FROM posts AS p WHERE p.state = 'draft' ORDER BY p.created_at LIMIT :n
        FOR UPDATE SKIP LOCKED""",
    ),
    "joined": Case(
        "m: text",
        """SELECT p.id FROM users AS u INNER JOIN posts AS p ON u.id = p.author_id
        WHERE u.mail = :m ORDER BY p.id""",
    ),
    "joined_page": Case(
        "n: bigint",
        """SELECT p.id FROM posts AS p INNER JOIN users AS u ON p.author_id = u.id
        ORDER BY p.created_at DESC, p.id DESC LIMIT :n""",
    ),
    "left_joined_page": Case(
        "n: bigint",
        """SELECT p.id FROM posts AS p LEFT JOIN likes AS l ON p.id = l.post_id AND l.weight > p.author_id
        ORDER BY p.created_at DESC, p.id DESC LIMIT :n""",
    ),
    "joined_either_way": Case(
        "k: bigint, s: text",
        """SELECT p.id FROM posts AS p INNER JOIN likes AS l ON p.id = l.post_id
        WHERE l.user_id = :k AND p.author_id = :k AND p.state = :s ORDER BY p.id""",
    ),
    "joined_from_the_far_end": Case(
        "m: text, n: text",
        """SELECT l.weight FROM users AS a INNER JOIN posts AS p ON a.id = p.author_id
        INNER JOIN likes AS l ON p.id = l.post_id INNER JOIN users AS u ON l.user_id = u.id
        WHERE a.mail = :m AND u.mail = :n ORDER BY l.post_id""",
    ),
    "joined_to_itself": Case(
        "a: bigint",
        """SELECT p.id FROM posts AS p INNER JOIN posts AS q ON p.author_id = q.author_id
        WHERE p.author_id = :a ORDER BY p.id""",
    ),
    "found_in": Case(
        "a: bigint",
        """SELECT l.weight FROM likes AS l
        WHERE l.post_id IN (SELECT p.id FROM posts AS p WHERE p.author_id = :a) ORDER BY l.user_id""",
    ),
    "existing": Case(
        "m: text",
        """SELECT u.id FROM users AS u
        WHERE u.mail = :m AND EXISTS (SELECT p.id FROM posts AS p WHERE p.author_id = u.id) ORDER BY u.id""",
    ),
    "lateral": Case(
        "m: text",
        """SELECT u.id, l.id AS post FROM users AS u LEFT JOIN LATERAL (
            SELECT p.id FROM posts AS p WHERE p.author_id = u.id ORDER BY p.created_at DESC LIMIT 1
        ) AS l ON TRUE WHERE u.mail = :m ORDER BY u.id""",
    ),
    "each_part_its_own_way": Case(
        "a: bigint, n: bigint",
        """WITH newest AS MATERIALIZED (
            SELECT p.id FROM posts AS p ORDER BY p.created_at DESC LIMIT :n
        )
        SELECT l.weight FROM newest AS n INNER JOIN likes AS l ON n.id = l.post_id
        UNION ALL
        (SELECT 1 AS weight FROM posts AS q WHERE q.author_id = :a ORDER BY q.title LIMIT 3)
        ORDER BY weight""",
    ),
    "recursive": Case(
        "m: text",
        """WITH RECURSIVE r AS (
            SELECT u.id, 1 AS n FROM users AS u WHERE u.mail = :m
            UNION ALL
            SELECT p.author_id, r.n + 1 FROM r INNER JOIN posts AS p ON r.id = p.author_id WHERE r.n < 3
        )
        SELECT r.id FROM r ORDER BY r.id""",
    ),
    "asked_for": Case(
        "ms: text[]",
        """SELECT u.id FROM unnest(:ms) WITH ORDINALITY AS m (m, n) INNER JOIN users AS u ON m.m = u.mail
        ORDER BY m.n""",
    ),
    "changed": Case("a: bigint, t: text", "UPDATE posts AS p SET title = :t WHERE p.author_id = :a"),
    "added": Case(
        "ms: text[]",
        """INSERT INTO users (mail) SELECT m.m FROM unnest(:ms) AS m (m)
        WHERE NOT EXISTS (SELECT u.id FROM users AS u WHERE u.mail = m.m)""",
    ),
    "in_partitions": Case("k: text", "SELECT e.at FROM events AS e WHERE e.kind = :k ORDER BY e.at"),
    "of_the_system": Case("", "SELECT c.relname FROM pg_class AS c ORDER BY c.relname"),
}
UNSERVED = {
    "by_no_index": Case("t: text", "SELECT p.id FROM posts AS p WHERE p.title = :t", (("p", "filter"),)),
    "switched_off": Case(
        "a: bigint",
        "SELECT p.id FROM posts AS p WHERE (:a IS NULL OR p.author_id = :a) ORDER BY p.id",
        (("p", "filter"),),
    ),
    "compared_with_itself": Case(
        "a: bigint",
        "SELECT p.id FROM posts AS p WHERE p.author_id = coalesce(:a, p.author_id) ORDER BY p.id",
        (("p", "filter"),),
    ),
    "expression": Case("m: text", "SELECT u.id FROM users AS u WHERE lower(u.mail) = :m", (("u", "filter"),)),
    "cast": Case("i: text", "SELECT u.name FROM users AS u WHERE u.id::text = :i", (("u", "filter"),)),
    "pattern": Case(
        "m: text", "SELECT u.id FROM users AS u WHERE u.mail LIKE :m ORDER BY u.id", (("u", "filter"),)
    ),
    "second_column": Case(
        "u: bigint",
        "SELECT l.weight FROM likes AS l WHERE l.user_id = :u ORDER BY l.post_id",
        (("l", "filter"),),
    ),
    "only_not_null": Case(
        "s: text", "SELECT p.id FROM posts AS p WHERE p.note = :s ORDER BY p.id", (("p", "filter"),)
    ),
    "or_by_no_index": Case(
        "a: bigint, t: text",
        "SELECT p.id FROM posts AS p WHERE p.author_id = :a OR p.title = :t ORDER BY p.id",
        (("p", "filter"),),
    ),
    "walked_in_order": Case(
        "t: text, n: bigint",
        "SELECT p.id FROM posts AS p WHERE p.title = :t ORDER BY p.created_at DESC LIMIT :n",
        (("p", "filter"),),
    ),
    "order": Case("n: bigint", "SELECT p.id FROM posts AS p ORDER BY p.title LIMIT :n", (("p", "order"),)),
    "all": Case(
        "", "SELECT p.id FROM posts AS p ORDER BY p.created_at DESC, p.id DESC", (("p", "full read"),)
    ),
    "counted": Case("", "SELECT count(*) AS posts FROM posts AS p", (("p", "full read"),)),
    "grouped": Case(
        "",
        "SELECT p.author_id FROM posts AS p GROUP BY p.author_id ORDER BY p.author_id",
        (("p", "full read"),),
    ),
    "last_title": Case("", "SELECT max(p.title) AS title FROM posts AS p", (("p", "full read"),)),
    "join": Case(
        "i: uuid",
        """SELECT l.user_id FROM posts AS p INNER JOIN users AS u ON p.title = u.name
        INNER JOIN likes AS l ON p.id = l.post_id WHERE p.id = :i ORDER BY l.user_id""",
        (("u", "join"),),
    ),
    "join_by_second_column": Case(
        "m: text",
        """SELECT l.weight FROM users AS u INNER JOIN likes AS l ON u.id = l.user_id
        WHERE u.mail = :m ORDER BY l.post_id""",
        (("l", "join"),),
    ),
    "join_without_end": Case(
        "",
        "SELECT p.id FROM users AS u INNER JOIN posts AS p ON u.id = p.author_id ORDER BY p.id",
        (("p", "full read"),),
    ),
    "full_join": Case(
        "",
        "SELECT p.id FROM users AS u FULL JOIN posts AS p ON u.id = p.author_id ORDER BY p.id",
        (("p", "full read"), ("u", "full read")),
    ),
    "cross_join": Case(
        "m: text",
        "SELECT p.id FROM users AS u CROSS JOIN posts AS p WHERE u.mail = :m ORDER BY p.id",
        (("p", "full read"),),
    ),
    "filter_before_join": Case(
        "t: text",
        """SELECT u.mail FROM posts AS p INNER JOIN users AS u ON p.author_id = u.id
        WHERE p.title = :t ORDER BY u.mail""",
        (("p", "filter"),),
    ),
    "without": Case(
        "",
        """SELECT u.id FROM users AS u
        WHERE NOT EXISTS (SELECT p.id FROM posts AS p WHERE p.author_id = u.id) ORDER BY u.id""",
        (("u", "full read"),),
    ),
    "not_in": Case(
        "m: text",
        """SELECT u.id FROM users AS u
        WHERE u.mail = :m AND u.id NOT IN (SELECT p.author_id FROM posts AS p) ORDER BY u.id""",
        (("p", "full read"),),
    ),
    "one_branch": Case(
        "a: bigint, t: text",
        """SELECT p.id FROM posts AS p WHERE p.author_id = :a
        UNION ALL
        SELECT q.id FROM posts AS q WHERE q.title = :t ORDER BY id""",
        (("q", "filter"),),
    ),
    "update": Case(
        "a: text, t: text", "UPDATE posts AS p SET title = :t WHERE p.title = :a", (("p", "filter"),)
    ),
    "delete": Case("", "DELETE FROM posts AS p WHERE p.state = 'gone'", (("p", "filter"),)),
    "partition_key": Case(
        "a: timestamptz", "SELECT e.at FROM events AS e WHERE e.at >= :a ORDER BY e.at", (("e", "filter"),)
    ),
    "partitions": Case(
        "p: text", "SELECT e.at FROM events AS e WHERE e.payload = :p ORDER BY e.at", (("e", "filter"),)
    ),
}
CASES = SERVED | UNSERVED
