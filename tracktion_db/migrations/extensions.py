"""Migrations that need an extension: in ``extensions/<its name>`` below the others, a chain in each folder.

They stand in the same books, but are applied by themselves, and a number counts in its own chain.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tracktion_db.errors import UsageError
from tracktion_db.migrations.files import ROLLBACK, migrations_folder

__all__ = ["EXTENSIONS", "extension_folder", "extension_folders", "ids_of_extensions", "is_of_extension"]

EXTENSIONS: Final = "extensions"


def extension_folders(folder: Path) -> dict[str, Path]:
    """The folders of what more a database can have that has these migrations, by the extension's name."""
    return {path.name: path for path in sorted((folder / EXTENSIONS).glob("*")) if path.is_dir()}


def extension_folder(name: str) -> Path:
    """Our own migrations for this extension. Raises UsageError where there are none."""
    known = extension_folders(migrations_folder())
    if name not in known:
        raise UsageError(
            f"no migrations are for the extension {name}: there are those for {', '.join(known) or 'none'}"
        )
    return known[name]


def is_of_extension(folder: Path) -> bool:
    """Whether this is the folder of an extension, by where it is."""
    return folder.resolve().parent.name == EXTENSIONS


def ids_of_extensions(folder: Path) -> frozenset[str]:
    """The ids of all migrations in the extensions' folders below this one."""
    return frozenset(
        [
            path.stem
            for extension in extension_folders(folder).values()
            for path in extension.glob("*.sql")
            if not path.name.endswith(ROLLBACK)
        ]
    )
