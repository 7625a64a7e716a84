"""When the index of all users' embeddings is asked, what it finds, and what helps where it finds less."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.assistant.samples import add_user
from tests.embeddings.samples import MODEL, distance
from tests.fixtures.server import Server
from tests.fixtures.service_role import service_role
from tracktion_db import Call, Database, embeddings
from tracktion_db.embeddings.vectors import as_text

SEED = 20_261_122
MANY, CROWD, FEW = 2_100, 500, 40
CHUNK = """
    INSERT INTO chunks (id, user_id, transcript_id, chunk_index, chunk_text, token_count, configuration,
        embedding, embedding_model)
    VALUES (%s, %s, %s, %s, 'x', 1, 'simple', %s::vector, %s)
"""
TRANSCRIPT = """
    INSERT INTO transcripts (id, user_id, youtube_video_id, transcript_text) VALUES (%s, %s, %s, 'x')
"""
ALONE = "SELECT count(*) FROM nearest_chunks(%s, %s, %s::vector, 20)"
SCANS = "SELECT pg_stat_get_xact_numscans('chunks_embedding_hnsw'::regclass)"


@dataclass
class Person:
    """A user, and the embedding of each chunk."""

    id: UUID
    vectors: dict[UUID, list[float]] = field(default_factory=dict[UUID, list[float]])

    def nearest(self, asked: list[float], number: int) -> list[UUID]:
        return sorted(self.vectors, key=lambda chunk: distance(asked, self.vectors[chunk]))[:number]


@dataclass
class Filled:
    """Many chunks that point one way; of two others chunks that point another way, where ``asked`` does."""

    url: str
    service_url: str
    many: Person
    crowd: Person
    few: Person
    asked: list[float]
    there: list[float]
    """Where the many point."""

    @contextmanager
    def transaction_of(self, person: Person) -> Generator[psycopg.Connection[Any]]:
        with psycopg.connect(self.service_url) as session:
            _ = session.execute("SELECT set_config('app.user_id', %s, true)", [str(person.id)])
            yield session

    def alone(self, person: Person, asked: list[float]) -> tuple[int, int]:
        """How many chunks the function finds by itself, and how often it asked the index."""
        with self.transaction_of(person) as session:
            (found,) = session.execute(ALONE, [person.id, MODEL, as_text(asked)]).fetchall()
            (scans,) = session.execute(SCANS).fetchall()
            return found[0], scans[0]

    @contextmanager
    def changed(self, change: LiteralString, back: LiteralString) -> Generator[None]:
        with psycopg.connect(self.url, autocommit=True) as owner:
            _ = owner.execute(change)
            try:
                yield
            finally:
                _ = owner.execute(back)


def around(chance: random.Random, middle: list[float]) -> list[float]:
    return [number + chance.gauss(0, 0.3) for number in middle]


def add(session: psycopg.Connection[Any], person: Person, vectors: list[list[float]], number: int) -> None:
    transcript = UUID(int=chance_of(person).getrandbits(128), version=4)
    _ = session.execute(TRANSCRIPT, [transcript, person.id, f"{number:011}"])
    given = {UUID(int=(number << 64) + place, version=4): vector for place, vector in enumerate(vectors)}
    rows = [
        (chunk, person.id, transcript, place, as_text(vector), MODEL)
        for place, (chunk, vector) in enumerate(given.items())
    ]
    _ = session.cursor().executemany(CHUNK, rows)
    person.vectors.update(given)


def chance_of(person: Person) -> random.Random:
    return random.Random(person.id.int)


@pytest.fixture(scope="module")
def filled(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Filled]:
    chance = random.Random(SEED)
    there, asked = [1.0] * 4 + [0.0] * 4, [0.0] * 4 + [1.0] * 4
    with server.clean_database(postgresql_noproc.template_dbname) as url, service_role(url) as service_url:
        many, crowd, few = (Person(add_user(url, name)) for name in ("many", "crowd", "few"))
        with psycopg.connect(url) as session:
            for number, (person, middle, count) in enumerate(
                [(many, there, MANY), (crowd, asked, CROWD), (few, asked, FEW)], 1
            ):
                add(session, person, [around(chance, middle) for _ in range(count)], number)
        with psycopg.connect(url, autocommit=True) as session:
            _ = session.execute("VACUUM ANALYZE")
        yield Filled(url, service_url, many, crowd, few, asked, there)


def found(filled: Filled, person: Person, asked: list[float], limit: int = 20) -> list[UUID]:
    with Database.from_url(filled.service_url, pool_min_size=1) as db:
        return [hit.id for hit in db.run(embeddings.search_nearest(person.id, asked, MODEL, limit=limit))]


def plan_of(filled: Filled, call: Call[Any]) -> str:
    with Database.from_url(filled.service_url, pool_min_size=1) as db:
        return db.explain(call, analyze=True)


def part(plan: str, name: str) -> str:
    """The lines of this CTE: those that stand deeper than its name."""
    lines = plan[plan.index(f"CTE {name}\n") :].splitlines()[1:]
    depth = len(lines[0]) - len(lines[0].lstrip())
    inside = takewhile(lambda line: len(line) - len(line.lstrip()) >= depth, lines)
    return "\n".join(inside)


def test_who_has_many_gets_nearly_all_of_the_nearest_by_the_index(filled: Filled) -> None:
    chance = random.Random(SEED + 1)
    hits = wanted = 0
    for middle in (filled.there, filled.asked):
        for _ in range(8):
            asked = around(chance, middle)
            for limit in (10, 100):
                near = found(filled, filled.many, asked, limit)
                assert len(near) == len(set(near)) == limit
                hits += len({*near} & {*filled.many.nearest(asked, limit)})
                wanted += limit
    assert hits / wanted > 0.95


def test_what_the_index_finds_comes_in_the_order_of_its_distance(filled: Filled) -> None:
    near = found(filled, filled.many, filled.there, 100)
    distances = [distance(filled.there, filled.many.vectors[chunk]) for chunk in near]
    assert all(nearer <= farther + 1e-6 for nearer, farther in pairwise(distances))


@pytest.mark.parametrize("limit", [1, 10, 40, 100])
def test_who_has_few_gets_exactly_the_nearest_however_many_others_are_nearer(
    filled: Filled, limit: int
) -> None:
    chance = random.Random(SEED + limit)
    for middle in (filled.there, filled.asked):
        asked = around(chance, middle)
        assert found(filled, filled.few, asked, limit) == filled.few.nearest(asked, limit)


def test_the_index_is_asked_for_who_has_many_and_for_nobody_else(filled: Filled) -> None:
    assert filled.alone(filled.many, filled.asked) == (50, 1)
    assert filled.alone(filled.few, filled.asked) == (0, 0)
    assert filled.alone(filled.crowd, filled.asked) == (0, 0)

    many = plan_of(filled, embeddings.search_nearest(filled.many.id, filled.asked, MODEL))
    assert re.search(r"Function Scan on nearest_chunks.*rows=50", part(many, "near")), many
    assert "One-Time Filter" in part(many, "measured") and "never executed" in part(many, "measured"), many
    few = plan_of(filled, embeddings.search_nearest(filled.few.id, filled.asked, MODEL))
    assert re.search(r"Function Scan on nearest_chunks.*rows=0", part(few, "near")), few
    of_the_user = r"Index Scan (using|on) chunks_(embedding_model|transcript_id)_idx"
    assert re.search(of_the_user, part(few, "measured")), few
    for plan in (many, few):
        assert not re.search(r"Seq Scan on chunks(?!.*never executed)", plan), plan


def test_of_one_transcript_the_chunks_are_measured_one_by_one(filled: Filled) -> None:
    with psycopg.connect(filled.url) as session:
        rows = session.execute("SELECT id FROM transcripts WHERE user_id = %s", [filled.many.id]).fetchall()
    call = embeddings.search_nearest(filled.many.id, filled.there, MODEL, transcript_id=rows[0][0])
    plan = plan_of(filled, call)
    assert "nearest_chunks" not in part(plan, "near"), plan
    with Database.from_url(filled.service_url) as db:
        assert [hit.id for hit in db.run(call)] == filled.many.nearest(filled.there, 20)


def test_a_user_with_a_small_part_of_all_chunks_is_not_searched_in_the_index_of_all(filled: Filled) -> None:
    with filled.changed(
        "UPDATE pg_class SET reltuples = 21 * 2100 WHERE oid = 'chunks'::regclass", "ANALYZE chunks"
    ):
        assert filled.alone(filled.many, filled.asked) == (0, 0)
        assert found(filled, filled.many, filled.asked) == filled.many.nearest(filled.asked, 20)
    assert filled.alone(filled.many, filled.asked) == (50, 1)


def test_an_index_that_stops_early_finds_none_and_all_are_found_all_the_same(filled: Filled) -> None:
    # The control: without the setting the 40 nearest of all users are looked at, and none is this user's.
    with filled.changed(
        "ALTER FUNCTION nearest_chunks SET hnsw.iterative_scan = off",
        "ALTER FUNCTION nearest_chunks SET hnsw.iterative_scan = relaxed_order",
    ):
        assert filled.alone(filled.many, filled.asked) == (0, 1)
        assert found(filled, filled.many, filled.asked, 100) == filled.many.nearest(filled.asked, 100)


def test_what_the_function_sets_is_not_set_outside_of_it(filled: Filled) -> None:
    with filled.transaction_of(filled.many) as session:
        for _ in range(2):
            (found,) = session.execute(ALONE, [filled.many.id, MODEL, as_text(filled.there)]).fetchall()
            assert found == (50,)
            for name, value in (("hnsw.iterative_scan", "off"), ("enable_sort", "on")):
                assert session.execute("SELECT current_setting(%s)", [name]).fetchall() == [(value,)]


def test_both_searches_together_ask_the_index_too(filled: Filled) -> None:
    call = embeddings.search_hybrid(filled.many.id, "nowhere", filled.there, MODEL, limit=100)
    plan = plan_of(filled, call)
    assert re.search(r"Function Scan on nearest_chunks.*rows=130", part(plan, "near")), plan
    assert "never executed" in part(plan, "measured"), plan
    with Database.from_url(filled.service_url) as db:
        hits = db.run(call)
    assert [hit.id for hit in hits] == found(filled, filled.many, filled.there, 100)
    assert [hit.vector_rank for hit in hits] == list(range(1, 101))
    assert math.isclose(hits[0].score, 1 / 61)


def test_writes_and_lists_read_what_they_are_about(filled: Filled) -> None:
    some = list(filled.few.vectors)[:5]
    given = [embeddings.ChunkEmbedding(chunk_id=chunk, embedding=filled.few.vectors[chunk]) for chunk in some]
    written = plan_of(filled, embeddings.set_embeddings(filled.few.id, MODEL, given))
    assert "chunks_pkey" in written and "Seq Scan on chunks" not in written, written

    listed = plan_of(filled, embeddings.list_chunks_to_embed(filled.many.id, "another", limit=20))
    assert "chunks_chunk_index_unique" in listed and "Sort" not in listed, listed
    read = [float(rows) for rows in re.findall(r"actual.*? rows=([\d.]+) loops=1\)", listed)]
    assert max(read) <= 21, listed
