"""Loading 300 statements: reading, checking and rewriting files like those of ``sql/``."""

from __future__ import annotations

from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.lab import Lab
from benchmarks.measuring import Variant, compare
from benchmarks.report import Figure, Row
from tracktion_db.statements import Statements, sql_folder

LOAD = "Statements.load of 300 generated files"
OWN = "Statements.load of the package's own files"
NUMBER = 300

_FILE = """-- Find the recordings of one kind that a service still has to look at, the oldest first.
--
-- :param status: text  where the services are with the file, 1 to 50 characters
-- :param mime_type: text or null  only of this type; null for any
-- :param minimum_size: bigint  bytes, included
-- :param maximum_size: bigint  bytes, included
-- :param changed_after: timestamptz  last change of the content, not included
-- :param correlation_ids: uuid[]  events whose recordings are wanted
-- :param row_limit: integer  at most this many rows
-- :returns: many catalog.Recording
-- :access: read
SELECT
    recording.id,
    recording.file_path,
    recording.file_name,
    recording.file_hash,
    recording.file_size,
    recording.status,
    recording.created_at
FROM recordings AS recording
WHERE
    recording.status = :status
    -- A type that is not given is not asked about.
    AND (:mime_type::text IS NULL OR recording.mime_type = :mime_type)
    AND recording.file_size BETWEEN :minimum_size AND :maximum_size
    AND recording.last_modified > :changed_after
    AND recording.correlation_id = ANY(:correlation_ids)
    AND recording.file_name <> 'it''s number {number}'
ORDER BY
    recording.created_at ASC,
    recording.id ASC
LIMIT :row_limit;
"""


def measure(lab: Lab) -> Row:
    """From files that the operating system has in memory; there is no cache of ours."""
    with TemporaryDirectory() as folder:
        sizes: list[int] = []
        for number in range(NUMBER):
            path = Path(folder, f"domain{number % 6}", f"list_recordings_{number}.sql")
            path.parent.mkdir(exist_ok=True)
            sizes.append(path.write_text(_FILE.format(number=number)))
        own = len(Statements.load(sql_folder()))
        variants = [
            Variant(LOAD, lambda: Statements.load(folder)),
            Variant(OWN, lambda: Statements.load(sql_folder())),
        ]
        measured = compare(variants, rounds=lab.pick(60, 20))
    row = Row("loading", f"{NUMBER} statements at start")
    row.figures.append(Figure("all 300, median", measured.median(LOAD) * 1000, 30.0, unit="ms"))
    row.add_times("one load", variants, measured, LOAD)
    row.notes.append(
        f"Generated files of {mean(sizes):,.0f} bytes with 7 parameters, in the system's cache; the fastest "
        f"load took {measured.minimum(LOAD) * 1000:.1f} ms. The package has {own} statements of its own."
    )
    return row
