"""tracktion_db: hand-written SQL, run by name, answered as typed records.

The public face. A domain is a module (``from tracktion_db import catalog``), every error is in
``tracktion_db.errors``. The bases for a service's own statements are here too; what makes calls of them is
in ``tracktion_db.call``.
"""

from tracktion_db.call import Call, Page
from tracktion_db.database import Database
from tracktion_db.database_async import AsyncDatabase
from tracktion_db.errors import TracktionDBError
from tracktion_db.health import Health
from tracktion_db.records import Input, JsonList, JsonObject, Record
from tracktion_db.settings import Settings
from tracktion_db.statements import Statement, Statements
from tracktion_db.transaction import Transaction
from tracktion_db.transaction_async import AsyncTransaction

__all__ = [
    "AsyncDatabase",
    "AsyncTransaction",
    "Call",
    "Database",
    "Health",
    "Input",
    "JsonList",
    "JsonObject",
    "Page",
    "Record",
    "Settings",
    "Statement",
    "Statements",
    "TracktionDBError",
    "Transaction",
]
