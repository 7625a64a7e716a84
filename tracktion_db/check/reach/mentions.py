"""Which statements the modules of a package name, and which of its calls its tests name: found by reading."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

__all__ = ["calls_of", "named_statements", "tests_beside", "untested"]

# In a pattern, where the dot is escaped.
BEGINS_WITH_DOMAIN: Final = re.compile(r"\w+\\\.")
CALL: Final = re.compile(r"['\"]?(?:\w+\.)*Call\b")


def named_statements(package: Path, known: Iterable[str]) -> set[str]:
    """The statements whose names stand in the package's modules, or are put together there.

    A name may be passed on before it is looked up (``sql[name]``), so that any string that is a statement's
    name counts. One that is put together (``sql[f"catalog.{verb}_proposal"]``, ``sql["catalog." + verb]``)
    counts for every statement that it fits, if it begins with a domain.
    """
    known = list(known)
    found: set[str] = set()
    for path in _modules(package):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update([node.value] if node.value in known else ())
            elif isinstance(node, ast.JoinedStr | ast.BinOp) and BEGINS_WITH_DOMAIN.match(_pattern(node)):
                pattern = re.compile(_pattern(node))
                found.update([name for name in known if pattern.fullmatch(name)])
    return found


def calls_of(package: Path, domains: Iterable[str]) -> list[str]:
    """The public functions of the domains that return a Call, as ``domain.function``, sorted.

    A domain is a module of the package, or a package in it, of that name; of a package that imports names
    in its ``__init__`` these are the public ones.
    """
    found: set[str] = set()
    for domain in domains:
        shown = _shown(package / domain / "__init__.py")
        for path in [package / f"{domain}.py", *_modules(package / domain)]:
            names = _calls_in(_tree(path)) if path.is_file() else ()
            found.update([f"{domain}.{name}" for name in names if not shown or name in shown])
    return sorted(found)


def tests_beside(package: Path) -> Path | None:
    """The folder ``tests`` beside a package, or in it; None where there is none."""
    for folder in (package.parent / "tests", package / "tests"):
        if folder.is_dir():
            return folder
    return None


def untested(calls: Iterable[str], tests: Path) -> list[str]:
    """The calls whose function no file of the tests names."""
    words: set[str] = set()
    for path in _modules(tests):
        words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return [call for call in calls if call.rpartition(".")[2] not in words]


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _shown(path: Path) -> set[str]:
    """The names that this module imports."""
    body = _tree(path).body if path.is_file() else []
    return {
        alias.asname or alias.name
        for node in body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _calls_in(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
            continue
        if CALL.match(ast.unparse(node.returns)):
            yield node.name


def _pattern(node: ast.expr) -> str:
    """What a string that is put together may be, as a regular expression; empty where it is no string."""
    if isinstance(node, ast.Constant):
        return re.escape(node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join([_pattern(part) for part in node.values])
    if isinstance(node, ast.BinOp):
        return _pattern(node.left) + _pattern(node.right) if isinstance(node.op, ast.Add) else ""
    return r"\w*"
