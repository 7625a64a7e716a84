"""One ``:set:`` of a header: the parameter that row-level security is told of.

``app.user_id = user_id`` says whose rows the statement touches, ``app.key = email`` by what it finds one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from .declarations import Parameter
from .source import Source
from .suggestions import nearest

__all__ = ["HOW_SET", "KEY", "USER_ID", "RowSetting", "SetLine", "read_set_line", "row_setting"]

USER_ID: Final = "app.user_id"
KEY: Final = "app.key"
# What the policies read, and the type that they compare with.
TYPES: Final = {USER_ID: "uuid", KEY: "text"}

SET = re.compile(r"([^\s=]+)([ \t]*=[ \t]*)([^\s=]+)")

HOW_SET = ":set: app.user_id = user_id, or :set: app.key = parameter"


class SetLine(NamedTuple):
    """The line as written: the places are offsets in the file."""

    setting: str
    parameter: str
    place: int
    parameter_place: int


class RowSetting(NamedTuple):
    """What a call's transaction is told: the setting is the value of the parameter, ``position`` from 0."""

    setting: str
    parameter: str
    position: int


def read_set_line(source: Source, place: int, text: str) -> SetLine:
    """The line whose words behind ``:set:`` are this text, at this offset of the file."""
    found = SET.fullmatch(text)
    if found is None:
        raise source.error(place, "a bad setting", f"write {HOW_SET}")
    setting, _, parameter = found.groups()
    if setting not in TYPES:
        likely = nearest(setting, TYPES)
        raise source.error(
            place,
            f"unknown setting {setting}",
            f"write {likely}" if likely else f"write one of {', '.join(TYPES)}",
        )
    return SetLine(setting, parameter, place, place + found.start(3))


def row_setting(source: Source, line: SetLine, parameters: Mapping[str, Parameter]) -> RowSetting:
    """The setting of this line, once all parameters of its header are known."""
    kind = TYPES[line.setting]
    parameter = parameters.get(line.parameter)
    if parameter is None:
        likely = nearest(line.parameter.lstrip(":"), parameters)
        raise source.error(
            line.parameter_place,
            f"unknown parameter {line.parameter}",
            f"write {likely}" if likely else f"declare it: -- :param {line.parameter}: {kind}  meaning",
        )
    if parameter.type.name != kind or parameter.nullable:
        what = f"{parameter.type.name}{' or null' if parameter.nullable else ''}"
        raise source.error(
            line.parameter_place,
            f"{line.setting} cannot be {parameter.name}, which is {what}",
            f"declare it as :param {parameter.name}: {kind}  meaning",
        )
    return RowSetting(line.setting, parameter.name, list(parameters).index(parameter.name))
