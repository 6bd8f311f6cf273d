"""Disclosure control of doing against reading: figures about the organisation as a whole."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.doing import DoingReading
from vesica.core.estimate import Hidden, Shown
from vesica.disclosure.health import rows_known
from vesica.disclosure.rounding import significant
from vesica.disclosure.screened import Context, Screened, count_known
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
    """Hold back what few people changed, and round.

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
    everyone = context.members.people
    held = context.screen.admit(_QUANTITY, {ORGANISATION: everyone}).get(ORGANISATION)
    counts = {
        name: count_known(getattr(result, name), len(everyone), minimum)
        for name in ("people", "doers", "readers")
    }
    estimates = {
        name: _shown(getattr(result, name), held, digits, counts["people"]) for name in _ESTIMATES
    }
    value = replace(
        result,
        posts=rows_known(result.posts, minimum),
        correlation=round_to(result.correlation, digits),
        inflation=round_to(result.inflation, digits),
        **counts,
        **estimates,
    )
    cell = Cell(table=_QUANTITY, cell=ORGANISATION, quantity=_QUANTITY, members=everyone)
    hidden = () if held is None else (f"The figures on doing and reading: {held}.",)
    return Screened(value=value, hidden=hidden, cells=() if held else (cell,))


def _shown(value: Shown, held: str | None, digits: int, people: int) -> Shown:
    if held is not None:
        return Hidden(why=held)
    if isinstance(value, Hidden):
        return value
    return replace(significant(value, digits), n=min(value.n, people))
