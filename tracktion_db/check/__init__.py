"""Every statement proved by a real server before it ships; nothing at run time needs it.

``check`` is for the tests of a service, beside ``tracktion-db check`` for people::

    import my_service.records  # records are found among the classes that are imported

    def test_all_statements(connection: psycopg.Connection) -> None:
        findings = check(Statements.load("sql"), connection)
        assert not findings, "\n\n".join(map(str, findings))

Data flows one way: server, tree -> analysis -> rules (one file each) -> check, describe. The reader of the
server's trees is ``tree/``, the verdicts on nulls are ``nullability/``.
"""

from .check import Checked, Note, check, check_all
from .describe import ColumnVerdict, Description, describe
from .findings import Finding
from .waiving import Waived

__all__ = [
    "Checked",
    "ColumnVerdict",
    "Description",
    "Finding",
    "Note",
    "Waived",
    "check",
    "check_all",
    "describe",
]
