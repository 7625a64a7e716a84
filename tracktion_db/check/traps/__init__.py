"""What PostgreSQL takes and people regret: one file for each trap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed

from .between_timestamps import check_between_timestamps
from .cast_disables_index import check_cast_disables_index
from .count_nullable import check_count_nullable
from .limit_without_order import check_limit_without_order
from .no_where import check_no_where
from .not_in_nulls import check_not_in_nulls
from .null_comparison import check_null_comparison
from .order_by_parameter import check_order_by_parameter
from .star import check_star
from .timestamp_without_zone import check_timestamp_without_zone
from .unqualified_column import check_unqualified_column
from .volatile_per_row import check_volatile_per_row

__all__ = ["TRAPS", "check_traps"]

TRAPS: Final[tuple[Callable[[Analysed], Iterator[Finding]], ...]] = (
    check_between_timestamps,
    check_cast_disables_index,
    check_count_nullable,
    check_limit_without_order,
    check_no_where,
    check_not_in_nulls,
    check_null_comparison,
    check_order_by_parameter,
    check_star,
    check_timestamp_without_zone,
    check_unqualified_column,
    check_volatile_per_row,
)


def check_traps(analysed: Analysed) -> Iterator[Finding]:
    """The findings of all traps; ``IN :x`` and the star itself are refused by the loader already."""
    for check in TRAPS:
        yield from check(analysed)
