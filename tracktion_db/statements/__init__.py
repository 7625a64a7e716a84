"""SQL files as statements.

A folder of ``<domain>/<verb_noun>.sql`` files is read once, at start. Each file holds a header and one
statement; a wrong file is refused with its path, line and column. Nothing here talks to a server.
"""

from .folder import Statements, sql_folder
from .header import Parameter, Shape
from .json_text import JsonText, convert_jsonb
from .parameter_types import ParameterType
from .statement import Constraint, Statement

__all__ = [
    "Constraint",
    "JsonText",
    "Parameter",
    "ParameterType",
    "Shape",
    "Statement",
    "Statements",
    "convert_jsonb",
    "sql_folder",
]
