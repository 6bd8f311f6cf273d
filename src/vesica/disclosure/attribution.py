"""Disclosure control of an attribution: a unit's metric, never about a few people."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.attribution import UnitAttribution
from vesica.disclosure.rounding import significant
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.errors import RefusedError

__all__ = ["screen_attribution"]


def screen_attribution(result: UnitAttribution, context: Context) -> Screened[UnitAttribution]:
    """Round the effect, the interval outward.

    Raises
    ------
    RefusedError
        If the unit has fewer people than the minimum group: its metric would be about them.
    """
    minimum, digits = context.policy.minimum_group, context.policy.digits
    if len(context.members.unit(result.unit)) < minimum:
        raise RefusedError(
            f"The unit has {fewer_than(minimum)}.",
            hint="Ask about a larger unit: the metric of a few people is about those people.",
        )
    found = replace(
        result.found,
        effect=significant(result.found.effect, digits),
        relative=significant(result.found.relative, digits),
        placebo_p=round(result.found.placebo_p, digits),
        fit=round(result.found.fit, digits),
    )
    return Screened(value=replace(result, found=found), hidden=(), cells=())
