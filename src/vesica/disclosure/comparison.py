"""Disclosure control of two runs side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from vesica.core.comparison import Comparison, Part
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.store.releases import Cell

__all__ = ["screen_comparison"]

_QUANTITY = "both"


def screen_comparison(result: Comparison, context: Context) -> Screened[Comparison]:
    """Hide groups of few people, and groups that would give few people back."""
    groups = {name: group for name, group in context.members.units.items() if group}
    held = context.screen.admit(_QUANTITY, groups)
    figures = context.figures
    value = replace(
        result,
        people_before=figures.people("people before", result.people_before),
        people_after=figures.people("people after", result.people_after),
        both_before=_count("both before", result.both_before, context),
        both_after=_count("both after", result.both_after, context),
        lift_before=figures.whole("lift before", result.lift_before),
        lift_after=figures.whole("lift after", result.lift_after),
        lift_ratio=figures.whole("lift ratio", result.lift_ratio),
        parts=tuple(_part(part, held, context) for part in result.parts),
    )
    hidden = tuple(f"People who {name}: {why}." for name, why in sorted(held.items()))
    cells = tuple(
        Cell(table="compare", cell=name, quantity=_QUANTITY, members=group)
        for name, group in groups.items()
        if name not in held
    )
    return Screened(value=value, hidden=hidden, cells=cells)


def _count(name: str, value: Shown, context: Context) -> Shown:
    """Round a count of people; what may be fewer than the minimum group is hidden."""
    policy = context.policy
    if not isinstance(value, Estimate):
        return value
    shown = context.figures.estimate(name, value, policy.count_moves, within=(0.0, math.inf))
    rounded, _, _, step = context.figures.shown[name]
    if rounded - step / 2 < policy.minimum_group:
        return Hidden(why=fewer_than(policy.minimum_group))
    return shown


def _part(part: Part, held: Mapping[str, str], context: Context) -> Part:
    if part.people == 0:
        return part
    if part.who in held:
        why = Hidden(why=held[part.who])
        return replace(
            part,
            people=why,
            before=None if part.before is None else why,
            after=None if part.after is None else why,
        )
    name, people = part.who, part.people
    if not isinstance(people, Hidden):
        people = context.figures.people(f"people who {name}", people)
    before, after = (
        None if value is None else _count(f"{name} {when}", value, context)
        for when, value in (("before", part.before), ("after", part.after))
    )
    return replace(part, people=people, before=before, after=after)
