"""Import and export: tables from and to files of CSV or JSON Lines, compressed or not.

::

    report = transfer.import_file(db, "library", "tracks.csv.gz")
    transfer.export_file(db, "library", "tracks.jsonl")
"""

from tracktion_db.transfer.exporting import export_file
from tracktion_db.transfer.exporting_async import export_file_async
from tracktion_db.transfer.importing import import_file
from tracktion_db.transfer.importing_async import import_file_async
from tracktion_db.transfer.rejects import Reject
from tracktion_db.transfer.reports import (
    ExportProgress,
    ExportReport,
    ImportOptions,
    ImportProgress,
    ImportReport,
)

__all__ = [
    "ExportProgress",
    "ExportReport",
    "ImportOptions",
    "ImportProgress",
    "ImportReport",
    "Reject",
    "export_file",
    "export_file_async",
    "import_file",
    "import_file_async",
]
