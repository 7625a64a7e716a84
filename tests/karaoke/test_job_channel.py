"""What the database tells of jobs, and to whom."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import make_conninfo

from tests.karaoke.samples import add_jobs, sql
from tracktion_db import Database, Settings, karaoke
from tracktion_db.migrations import apply_migrations


def test_a_claim_and_a_finish_wake_nobody(db: Database, database_url: str) -> None:
    add_jobs(database_url, 3)
    with psycopg.connect(database_url, autocommit=True) as listening:
        channel = db.run(karaoke.get_job_channel()).name
        listening.execute(f'LISTEN "{channel}"'.encode())

        jobs = db.run(karaoke.claim_jobs("worker 1", limit=3))
        db.run(karaoke.extend_leases([job.lease for job in jobs]))
        db.run(karaoke.set_job_progress(jobs[0].lease, 50))
        db.run(karaoke.cancel_job(jobs[1].id))
        db.run(karaoke.finish_jobs([jobs[0].lease]))
        assert list(listening.notifies(timeout=0.2)) == []

        db.run(karaoke.fail_job(jobs[2].lease, "no such codec"))
        (told,) = listening.notifies(timeout=30, stop_after=1)
        assert (told.channel, told.payload) == (channel, "")


def test_a_thousand_jobs_of_one_transaction_tell_once(db: Database, database_url: str) -> None:
    channel = db.run(karaoke.get_job_channel()).name
    with psycopg.connect(database_url, autocommit=True) as listening:
        listening.execute(f'LISTEN "{channel}"'.encode())
        add_jobs(database_url, 1_000)
        sql(database_url, "UPDATE jobs SET priority = 1")

        assert len(list(listening.notifies(timeout=1))) == 2


def test_tenants_of_one_database_do_not_wake_each_other(empty_database_url: str) -> None:
    long_name = "t" * 63
    channels: set[str] = set()
    with psycopg.connect(empty_database_url, autocommit=True) as listening:
        for schema in ("tenant_a", "Tenant A", long_name):
            sql(empty_database_url, f'CREATE SCHEMA "{schema}"')
            quoted = f'"{schema}"'.replace(" ", "\\ ")
            url = make_conninfo(empty_database_url, options=f"-c search_path={quoted}")
            apply_migrations(url)
            with Database(Settings.from_url(url, pool_min_size=1)) as db:
                channel = db.run(karaoke.get_job_channel()).name
            channels.add(channel)
            listening.execute(f'LISTEN "{channel}"'.encode())
            add_jobs(url, 1)
            told = [notify.channel for notify in listening.notifies(timeout=30, stop_after=1)]
            assert told == [channel]

    assert {"jobs.tenant_a", "jobs.Tenant A"} < channels
    assert len(channels) == 3
    assert all(len(channel) < 64 for channel in channels)
