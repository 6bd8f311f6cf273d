"""The sentence that follows from a whole table of measures, not from its most striking row."""

from __future__ import annotations

from collections.abc import Sequence

from vesica.core.association import CountOverlap

__all__ = ["reading"]


def reading(rows: Sequence[CountOverlap]) -> str:
    """Say what all rows together allow one to say.

    A row says "more" if the interval of its lift lies above 1, "fewer" if it lies below, and
    otherwise that it cannot tell from chance.

    Parameters
    ----------
    rows : sequence of CountOverlap
        At least one; all against the same second measure.
    """
    more = [row.first for row in rows if row.lift.low > 1]
    fewer = [row.first for row in rows if row.lift.high < 1]
    open_ = [row.first for row in rows if row.first not in {*more, *fewer}]
    second = rows[0].second
    if len(more) == len(rows):
        return f"However reach is counted, it meets {second} more often than chance would have it."
    if len(fewer) == len(rows):
        return f"However reach is counted, it meets {second} less often than chance would have it."
    if len(open_) == len(rows):
        return (
            f"However reach is counted, it meets {second} no more or less often than chance can."
        )
    parts = []
    if more:
        parts.append(f"by {_listed(more)} the two meet more often than chance would have it")
    if fewer:
        parts.append(f"by {_listed(fewer)} less often than chance would have it")
    if open_:
        parts.append(f"by {_listed(open_)} they cannot be told from chance")
    return f"Reach and {second}: it depends on how reach is counted — {'; '.join(parts)}."


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
