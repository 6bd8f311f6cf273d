"""Disclosure control of a trial: its figures, and the rows of people who opted in."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.trial import Power, Trial
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_trial"]


def screen_trial(result: Trial, context: Context) -> Screened[Trial]:
    """Let the design out, and the rows of people who opted in.

    Raises
    ------
    RefusedError
        If somebody in the draw did not opt in, or the draw or a wave is below the minimum group.
    """
    minimum, figures = context.policy.minimum_group, context.figures
    drawn = frozenset(arm.person for arm in result.assignment)
    if not drawn <= context.granted:
        raise RefusedError(
            "Some people in the draw did not opt in to learning which route works.",
            hint="Only people who opted in may be drawn by name.",
        )
    sizes = [
        sum(arm.wave == wave for arm in result.assignment)
        for wave in {arm.wave for arm in result.assignment}
    ]
    if result.people < minimum or min(sizes, default=minimum) < minimum:
        raise RefusedError(
            f"The draw, or one of its waves, has {fewer_than(minimum)}.",
            hint="Ask more people to opt in, or draw fewer and larger waves.",
        )
    value = replace(
        result,
        icc=figures.number("icc", result.icc, 0.0, least=0.01),
        left=figures.number("left", result.left, 0.0, least=0.01),
        chosen=_power(result.chosen),
        beside=None if result.beside is None else _power(result.beside),
    )
    whole = Cell(
        table="trial", cell=ORGANISATION, quantity="trial", members=context.members.people
    )
    return Screened(value=value, hidden=(), cells=(whole,))


def _power(power: Power) -> Power:
    return replace(
        power,
        detectable=round(power.detectable, 2),
        curve=tuple((effect, round(seen, 2)) for effect, seen in power.curve),
        contamination=round(power.contamination, 2),
    )
