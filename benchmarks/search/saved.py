"""Answers kept in a file, so that the slow peers are asked once and not beside every change of ours."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.search.judge import Answer, Scores
from benchmarks.search.queries import Query


def save(path: Path, scores: Sequence[Scores]) -> None:
    """All answers of all searches, as JSON."""
    kept = {
        one.name: [
            {
                "kind": answer.query.kind,
                "text": answer.query.text,
                "hits": [str(hit) for hit in answer.hits],
                "seconds": answer.seconds,
                "error": answer.error,
            }
            for answer in one.answers
        ]
        for one in scores
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")


def load(path: Path, queries: Sequence[Query]) -> list[Scores]:
    """The answers, judged anew. Raises SystemExit when they were given to other queries than these."""
    kept: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return [Scores(name, _answers(path, answers, queries)) for name, answers in kept.items()]


def _answers(path: Path, answers: Sequence[dict[str, Any]], queries: Sequence[Query]) -> list[Answer]:
    if [(one["kind"], one["text"]) for one in answers] != [(one.kind, one.text) for one in queries]:
        raise SystemExit(f"{path} has the answers to other queries: make it anew with --save")
    return [
        Answer(query, tuple(map(uuid.UUID, one["hits"])), one["seconds"], one["error"])
        for query, one in zip(queries, answers, strict=True)
    ]
