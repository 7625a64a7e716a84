"""Embeddings as they come in, and as the server takes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

import pydantic
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from tracktion_db.errors import ValidationError
from tracktion_db.records import validation_error

DIMENSIONS = 1_536
"""Numbers of a stored embedding. Shorter ones are filled up with zeros: no cosine distance changes."""

# A little narrower than the rule of the schema: what is stored is rounded.
_SHORTEST, _LONGEST = 1e-15, 1e15
# Nine digits tell any two real numbers apart.
_NUMBER = "%.9g"


def _of_usable_length(numbers: Sequence[float]) -> tuple[float, ...]:
    if not _SHORTEST <= math.hypot(*numbers) <= _LONGEST:
        raise PydanticCustomError(
            "length", "must have a length, the root of the sum of its squares, from 1e-15 to 1e15"
        )
    return tuple(numbers)


Embedding = Annotated[
    Sequence[Annotated[float, Field(allow_inf_nan=False)]],
    Field(min_length=1, max_length=DIMENSIONS),
    AfterValidator(_of_usable_length),
]
"""A list or tuple of 1 to 1,536 finite numbers, as a vector of a length from 1e-15 to 1e15: not all zero."""

_ADAPTER: TypeAdapter[Sequence[float]] = TypeAdapter(
    Embedding, config=ConfigDict(strict=True, hide_input_in_errors=True)
)


def checked(embedding: object) -> Sequence[float]:
    """The embedding that a search asks with; raises ValidationError naming it or the number that is wrong."""
    try:
        return _ADAPTER.validate_python(embedding)
    except pydantic.ValidationError as problem:
        error = validation_error(problem)
    # Raised out here: Pydantic's error, which knows the values, is not even the context of ours.
    raise ValidationError(_under_its_name(error.field), error.reason)


def _under_its_name(field: str) -> str:
    return f"embedding{field}" if field.startswith("[") else "embedding"


def as_text(embedding: Sequence[float]) -> str:
    """The embedding as pgvector reads it, with all its dimensions.

    As text: it costs less than an array of double precision, here and on the server (measured).
    """
    numbers = ",".join([_NUMBER] * len(embedding)) % tuple(embedding)
    return f"[{numbers}{',0' * (DIMENSIONS - len(embedding))}]"
