"""The record class that a header names: ``catalog.Recording`` is class Recording of the domain catalog."""

from __future__ import annotations

from collections.abc import Iterator

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.records import Record
from tracktion_db.statements.suggestions import nearest

__all__ = ["check_record", "find_records", "record_of", "record_problem"]


def find_records(name: str) -> list[type[Record]]:
    """The loaded classes that ``domain.Record`` may mean: one if all is well.

    Those of the domain, which is a part of their module's name; where there are none, all of that name.
    """
    domain, _, class_name = name.rpartition(".")
    named = [record for record in _subclasses(Record) if record.__name__ == class_name]
    of_domain = [record for record in named if domain in record.__module__.split(".")]
    # The checker's own records are no candidates for other domains.
    return of_domain or [record for record in named if not _is_own(record)]


def record_of(analysed: Analysed) -> type[Record] | None:
    """The record of a statement; None where the header names none, or none that is known for sure."""
    name = analysed.statement.record if analysed.statement else None
    found = find_records(name) if name else []
    return found[0] if len(found) == 1 else None


def check_record(analysed: Analysed) -> Iterator[Finding]:
    """The header names a record class that is loaded, and only one."""
    name = analysed.statement.record if analysed.statement else None
    if name is not None and (wrong := record_problem(name)):
        yield analysed.finding("record", analysed.places.returns, *wrong)


def record_problem(name: str) -> tuple[str, str] | None:
    """What is wrong with ``domain.Record`` and what to write instead; None where it is one loaded class."""
    found = find_records(name)
    if len(found) == 1:
        return None
    domain, _, class_name = name.rpartition(".")
    if found:
        places = ", ".join(sorted({record.__module__ for record in found}))
        problem = f"several records are called {class_name}: in {places}"
        instead = f"give them names of their own, or define one of them in a module of the domain {domain}"
    else:
        problem = f"no record {class_name} is known"
        # The records of the checks themselves are loaded whenever they run: nobody else means them.
        meant = [record for record in _subclasses(Record) if domain == "check" or not _is_own(record)]
        likely = nearest(class_name, {record.__name__ for record in meant})
        instead = f"write {domain}.{likely}, or define" if likely else "define"
        instead += f" class {class_name}(Record) in a module that is imported when the check runs (--package)"
    return problem, instead


def _is_own(record: type[Record]) -> bool:
    return record.__module__.startswith("tracktion_db.check.")


def _subclasses(kind: type[Record]) -> Iterator[type[Record]]:
    # A class that inherits twice comes twice.
    waiting, met = [kind], {kind}
    while waiting:
        for record in waiting.pop().__subclasses__():
            if record not in met:
                met.add(record)
                waiting.append(record)
                yield record
