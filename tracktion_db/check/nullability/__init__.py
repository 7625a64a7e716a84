"""Which columns of a statement may be null, from the server's analysed tree: never from a plan.

verdict     may be null or not, and why
joins       which outer joins fill a column with nulls
conditions  what WHERE, ON, HAVING and CASE prove not null
grouping    groups without a row, and what grouping sets leave out
scope       one query while it is judged, with what its conditions proved
rows        whether a query has a row whatever is in the database
total       functions and operators that answer null for null only
registry    the rules, one function for each kind of node:
            values, conditional, calls, columns (returning, from_functions, own_functions), sublinks
padding     set-returning functions beside one another
judging     finds the rule for an expression

Whatever is not understood may be null, never the reverse.
"""

from __future__ import annotations

from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.tree import TreeError

from .array_elements import output_elements
from .judging import TreeJudge
from .scope import Frame, Scope
from .verdict import Verdict, maybe, never

__all__ = ["Nullability", "Verdict"]


class Nullability:
    """The verdicts of one statement."""

    def __init__(self, analysed: Analysed) -> None:
        self._analysed = analysed
        self._judge = TreeJudge()

    def columns(self) -> list[Verdict]:
        """One verdict for each column that the statement answers, in their order."""
        query = self._analysed.query
        count = len(self._analysed.prepared.columns)
        if query is None:
            return [maybe(self._analysed.note or "the server has no tree of it")] * count
        try:
            scope = Scope(query, self._frame())
        except TreeError as error:
            return [maybe(f"not understood: {error}")] * count
        return [self._column(scope, number) for number in range(count)]

    def elements(self, number: int) -> Verdict:
        """The verdict of the elements of the n-th column, from 0, if it is an array."""
        query = self._analysed.query
        if query is None:
            return maybe(self._analysed.note or "the server has no tree of it")
        try:
            return output_elements(self._judge, Scope(query, self._frame()), number)
        except (TreeError, RecursionError) as error:
            return maybe(f"not understood: {error}")

    def _column(self, scope: Scope, number: int) -> Verdict:
        try:
            return self._judge.output(scope, number)
        except (TreeError, RecursionError) as error:
            return maybe(f"not understood: {error}")

    def _frame(self) -> Frame:
        places = self._analysed.places

        def join_place(name: str) -> str | None:
            offset = places.join(name)
            return None if offset is None else places.line_and_column(offset)

        def parameter(number: int) -> Verdict:
            use = self._analysed.parameter(number)
            if use is None or use.may_be_none:
                return maybe(f"parameter {use.name if use else number} may be null")
            return never(f"parameter {use.name} is never null")

        def elements(number: int) -> bool:
            use = self._analysed.parameter(number)
            return use is None or use.may_hold_none

        return Frame(self._analysed.server, parameter, elements, join_place)
