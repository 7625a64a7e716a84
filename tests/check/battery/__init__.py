"""The battery: hard statements, and which of their columns were ever seen to hold a NULL.

``load`` gives the statements, ``truth`` what random database states showed of each column, ``create_schema``
the schema that both stand on. ``python -m tests.check.battery`` finds the truth anew; see ``observation.py``.

A statement says ``-- since: 17`` when older servers do not know its syntax. It says ``-- needs column: what``
when no NULL can come out, but only data, a function's body or a constraint other than NOT NULL says so: a
checker may call such a column nullable.
"""

from __future__ import annotations

from tests.check.battery.files import BatteryStatement, load
from tests.check.battery.observation import Observation, observe, supported, truth
from tests.check.battery.states import create_schema, random_state

__all__ = [
    "BatteryStatement",
    "Observation",
    "create_schema",
    "load",
    "observe",
    "random_state",
    "supported",
    "truth",
]
