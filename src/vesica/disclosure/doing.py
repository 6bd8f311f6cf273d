"""Disclosure control of doing against reading: figures about the organisation as a whole."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.doing import DoingReading
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_doing"]

_QUANTITY = "doing"
_ESTIMATES = (
    "doing",
    "reading",
    "doing_doubled",
    "reading_doubled",
    "difference",
    "placebo",
    "beginners",
)


def screen_doing(result: DoingReading, context: Context) -> Screened[DoingReading]:
    """Round so that one person does not show.

    Raises
    ------
    RefusedError
        If the answer rests on fewer people than the minimum group: who wrote, who did or who
        read.
    """
    minimum, digits = context.policy.minimum_group, context.policy.digits
    if min(result.people, result.doers, result.readers) < minimum:
        raise RefusedError(
            f"Doing or reading is known of {fewer_than(minimum)} who post.",
            hint="Import posts and learning records of more people.",
        )
    figures = context.figures
    counts = {
        name: figures.people(name, getattr(result, name))
        for name in ("people", "doers", "readers")
    }
    estimates = {name: figures.whole(name, getattr(result, name)) for name in _ESTIMATES}
    value = replace(
        result,
        posts=context.figures.rows("posts", result.posts),
        correlation=round_to(result.correlation, digits),
        inflation=round_to(result.inflation, digits),
        **counts,
        **estimates,
    )
    everyone = context.members.people
    cell = Cell(table=_QUANTITY, cell=ORGANISATION, quantity=_QUANTITY, members=everyone)
    return Screened(value=value, hidden=(), cells=(cell,))
