"""A service's package: the statements that its modules load, and the records that they define."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from tracktion_db.errors import StatementError, UsageError
from tracktion_db.statements import Statement, Statements, refused_files

__all__ = ["import_package", "statements_of"]


def import_package(name: str) -> tuple[list[ModuleType], list[StatementError]]:
    """The modules of a package, imported, so that its records are known; and all files that it refuses.

    A ``__main__`` is left alone. Raises UsageError where there is no such package, or one of its modules
    needs something that is not installed.
    """
    with refused_files() as errors:
        modules = list(_imported(name, errors))
    return modules, errors


def statements_of(modules: list[ModuleType]) -> Statements:
    """All statements that stand in module-level variables as ``Statements``.

    Raises UsageError where two folders have a statement of the same name.
    """
    found: dict[str, Statement] = {}
    for module in modules:
        for value in list(vars(module).values()):
            if not isinstance(value, Statements):
                continue
            for name, statement in value.items():
                if found.setdefault(name, statement).path.resolve() != statement.path.resolve():
                    raise UsageError(f"two statements {name}: {found[name].path} and {statement.path}")
    # A file that several modules load is one statement.
    return Statements(found)


def _imported(name: str, errors: list[StatementError]) -> Iterator[ModuleType]:
    try:
        module = import_module(name)
    except StatementError as error:
        # It looks a statement up when it is imported. Where that one's file is wrong this is told already.
        if not errors:
            errors.append(error)
        return
    except ImportError as error:
        where = ""
        if isinstance(error, ModuleNotFoundError) and error.name == name.partition(".")[0]:
            where = "; run it in the folder that holds it, or install it"
        raise UsageError(f"{name} cannot be imported: {error}{where}") from error
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}."):
        if not found.name.endswith(".__main__"):
            yield from _imported(found.name, errors)
