"""``python -m benchmarks.search quality | growth | latency | inserts``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.search import databases, growth, inserts, latency, plots, quality, report, saved
from benchmarks.search.corpus import other_scripts, punctuated, real_tracks, wheel
from benchmarks.search.judge import Scores, ask
from benchmarks.search.ours import ours
from benchmarks.search.queries import make, material
from tracktion_db import Database


def main() -> None:
    """Do one of the four, and print its table."""
    arguments = _arguments()
    arguments.act(arguments)


def _quality(arguments: argparse.Namespace) -> None:
    path = wheel(arguments.wheel)
    tracks = real_tracks(path)
    queries = make(material(tracks, punctuated(), other_scripts()), arguments.seed, arguments.queries)
    print(f"{len(tracks):,} tracks, {len(queries):,} queries, seed {arguments.seed}\n")
    scores: list[Scores] = []
    if arguments.searches != "peers":
        with Database.from_url(databases.judged(arguments.url, path, keep=arguments.keep)) as database:
            scores.append(ask("ours", ours(database), queries))
        if arguments.misses is not None:
            arguments.misses.write_text(quality.misses(scores[0], tracks), encoding="utf-8")
    if arguments.beside is not None:
        scores += saved.load(arguments.beside, queries)
    elif arguments.searches != "ours":
        scores += quality.of_postgres(arguments.peers_url or arguments.url, tracks, queries)
        scores += quality.of_sqlite(tracks, queries)
    if arguments.save is not None:
        saved.save(arguments.save, scores)
    print(report.quality(scores), end="")
    if arguments.plot is not None:
        arguments.plot.write_text(plots.quality(scores), encoding="utf-8")


def _growth(arguments: argparse.Namespace) -> None:
    url = databases.make(arguments.url, arguments.name or growth.name_of(arguments.size))
    built = growth.build(url, arguments.size, wheel(arguments.wheel))
    print(report.built(arguments.size, built), end="")


def _latency(arguments: argparse.Namespace) -> None:
    measured = {
        name: latency.measure(
            databases.url_of(arguments.url, name), clients=arguments.clients, count=arguments.queries
        )
        for name in arguments.names
    }
    print(report.latencies(measured, arguments.clients), end="")
    if arguments.plot is not None:
        arguments.plot.write_text(plots.growth(measured, arguments.clients), encoding="utf-8")


def _inserts(arguments: argparse.Namespace) -> None:
    url = databases.url_of(arguments.url, arguments.name)
    measured = inserts.measure(
        url, wheel(arguments.wheel), size=arguments.size, batch=arguments.batch, rounds=arguments.rounds
    )
    print(report.insert_cost(measured, arguments.size, arguments.batch), end="")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search", description="How well and how fast tracks are found."
    )
    acts = parser.add_subparsers(required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--url",
        default=os.environ.get("BENCH_DATABASE_URL") or os.environ.get("DATABASE_URL"),
        help="a server where databases may be made (BENCH_DATABASE_URL, DATABASE_URL)",
    )
    common.add_argument("--wheel", type=Path, help="the DJ sets; else they are brought as for the demo")

    judging = acts.add_parser("quality", parents=[common], help="how well names are found, beside peers")
    judging.add_argument("--seed", type=int, default=1, help="of the queries")
    judging.add_argument("--queries", type=int, default=60, help="of each kind; 60 by default")
    judging.add_argument("--searches", choices=("all", "ours", "peers"), default="all")
    judging.add_argument("--peers-url", help="another server for the peers, whose characters are C.UTF-8")
    judging.add_argument("--save", type=Path, metavar="FILE", help="keep the answers, for --beside")
    judging.add_argument("--beside", type=Path, metavar="FILE", help="the peers' answers from an earlier run")
    judging.add_argument("--keep", action="store_true", help="search the tracks that an earlier run loaded")
    judging.add_argument("--misses", type=Path, metavar="FILE", help="write what we did not find first")
    judging.add_argument("--plot", type=Path, metavar="FILE", help="draw the reciprocal ranks (SVG)")
    judging.set_defaults(act=_quality)

    growing = acts.add_parser("growth", parents=[common], help="make a database of many tracks anew")
    growing.add_argument("--size", type=int, default=1_000_000, help="tracks; 1,000,000 by default")
    growing.add_argument("--name", help="of the database; growth_1m for a million by default")
    growing.set_defaults(act=_growth)

    timing = acts.add_parser("latency", parents=[common], help="how long searches of many tracks take")
    timing.add_argument("--names", nargs="+", default=["growth_1m"], help="databases, the smallest first")
    timing.add_argument("--clients", type=int, default=1)
    timing.add_argument("--queries", type=int, default=100, help="of each kind; 100 by default")
    timing.add_argument("--plot", type=Path, metavar="FILE", help="draw the times by number of tracks (SVG)")
    timing.set_defaults(act=_latency)

    inserting = acts.add_parser("inserts", parents=[common], help="what the search columns cost an INSERT")
    inserting.add_argument("--name", default="growth_1m", help="of the database; growth_1m by default")
    inserting.add_argument("--size", type=int, default=100_000, help="rows; 100,000 by default")
    inserting.add_argument("--batch", type=int, default=1000, help="rows in each COPY; 1,000 by default")
    inserting.add_argument("--rounds", type=int, default=3)
    inserting.set_defaults(act=_inserts)

    arguments = parser.parse_args()
    if not arguments.url:
        parser.error("--url or DATABASE_URL must name a server")
    return arguments


if __name__ == "__main__":
    main()
