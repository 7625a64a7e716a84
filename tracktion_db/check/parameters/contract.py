"""Whether None may be given for a parameter, what it says there, and whether the header agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from tracktion_db.check.findings import Finding
from tracktion_db.check.parameters import Fate, Fates, Force, strongest
from tracktion_db.check.reading.analysis import Analysed, ParameterUse

__all__ = ["ParameterContract", "check_parameters", "parameter_uses"]

Meaning = Literal["forbidden", "meaningful", "useless"]
# The text of a binary COPY is the same for all types that are text.
TEXT_LIKE = frozenset(("E", "S"))


class ParameterContract(NamedTuple):
    """What is known of a parameter."""

    name: str
    type: str
    """As SQL writes it."""
    none: Meaning
    """Whether None is refused, says something, or can never match."""
    because: str
    elements: Meaning | None
    """The same of None within an array; None for what is no array."""
    elements_because: str | None


def parameter_uses(analysed: Analysed) -> list[ParameterContract]:
    """The parameters in the order of ``$n``; of what has no tree it is not known what None is to them."""
    if analysed.query is None:
        return [_unknown(analysed, use) for use in analysed.parameters]
    fates = Fates(analysed.server, analysed.query)
    return [_contract(analysed, use, fates) for use in analysed.parameters]


def check_parameters(analysed: Analysed) -> Iterator[Finding]:
    """Rules none-forbidden and none-useless; and parameters, of COPY, which casts nothing."""
    statement = analysed.statement
    if statement is None:
        return
    for use, contract in zip(analysed.parameters, parameter_uses(analysed), strict=False):
        if use.may_be_none:
            yield from _checked(analysed, use, contract.none, contract.because, "or null")
        if use.may_hold_none and contract.elements is not None:
            yield from _checked(
                analysed, use, contract.elements, contract.elements_because or "", "with nulls"
            )
    if statement.is_copy:
        yield from _copied(analysed)


def _contract(analysed: Analysed, use: ParameterUse, fates: Fates) -> ParameterContract:
    known = analysed.server.type(use.type)
    value = strongest(fates.values[use.number])
    element = strongest(fates.elements[use.number]) if known is not None and known.element_type else None
    return ParameterContract(
        name=use.name,
        type=known.name if known else "unknown",
        none=_meaning(value),
        because=value.because,
        elements=_meaning(element) if element else None,
        elements_because=element.because if element else None,
    )


def _unknown(analysed: Analysed, use: ParameterUse) -> ParameterContract:
    """No finding comes of what may mean something."""
    known = analysed.server.type(use.type)
    return ParameterContract(
        name=use.name,
        type=known.name if known else "unknown",
        none="meaningful",
        because=analysed.note or "",
        elements=None,
        elements_because=None,
    )


def _meaning(fate: Fate) -> Meaning:
    if fate.force is Force.FORBIDDEN:
        return "forbidden"
    return "useless" if fate.force in (Force.USELESS, Force.NEVER) else "meaningful"


def _checked(
    analysed: Analysed, use: ParameterUse, meaning: Meaning, because: str, words: str
) -> Iterator[Finding]:
    place = analysed.places.declared(use.name)
    what = f":{use.name} is `{words}`"
    if meaning == "forbidden":
        yield analysed.finding(
            "none-forbidden",
            place,
            f"{what}, but null is refused: {because}",
            f"write the type without `{words}`",
            subject=use.name,
        )
    elif meaning == "useless":
        yield analysed.finding(
            "none-useless",
            place,
            f"{what}, but null can never match: {because}",
            f"write the type without `{words}`; what may be left out is a statement of its own without it",
            subject=use.name,
        )


def _copied(analysed: Analysed) -> Iterator[Finding]:
    """The parameters whose type is not the column's."""
    query, server = analysed.query, analysed.server
    if query is None:
        return
    written = query.entry(query.result_relation)
    columns = {column.name: column for column in server.columns(written.relid).values()}
    for use in analysed.parameters:
        column = columns.get(use.name)
        known = server.type(use.type)
        wanted = server.type(server.base_type(column.type_id)) if column else None
        if column is None or known is None or wanted is None or known.id == wanted.id:
            continue
        if known.category == "S" and wanted.category in TEXT_LIKE:
            continue
        yield analysed.finding(
            "parameters",
            analysed.places.declared(use.name),
            f":{use.name} is {known.name} and its column {wanted.name}: a binary COPY casts nothing",
            f"write {wanted.name}",
            subject=use.name,
        )
