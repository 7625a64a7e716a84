"""SQL files as statements.

A folder of ``<domain>/<verb_noun>.sql`` files is read once, at start. Each file holds a header and one
statement; a wrong file is refused with its path, line and column. Nothing here talks to a server.
"""

from .bare import BareStatement, read_bare
from .declarations import Parameter
from .folder import Statements, read_statements, sql_folder
from .header import Shape, has_header
from .json_text import JsonText, convert_jsonb
from .parameter_types import ParameterType
from .refusals import refused_files
from .row_setting import RowSetting
from .source import Source, read_source
from .statement import Constraint, ScannedFile, Statement, scanned_file
from .waivers import Waiver

__all__ = [
    "BareStatement",
    "Constraint",
    "JsonText",
    "Parameter",
    "ParameterType",
    "RowSetting",
    "ScannedFile",
    "Shape",
    "Source",
    "Statement",
    "Statements",
    "Waiver",
    "convert_jsonb",
    "has_header",
    "read_bare",
    "read_source",
    "read_statements",
    "refused_files",
    "scanned_file",
    "sql_folder",
]
