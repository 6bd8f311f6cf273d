"""Disclosure control of two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vesica.core.comparison import Comparison, Part
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.disclosure.rounding import significant
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.store.releases import Cell

__all__ = ["screen_comparison"]

_QUANTITY = "both"


def screen_comparison(result: Comparison, context: Context) -> Screened[Comparison]:
    """Hide groups of few people, and groups that would give few people back."""
    groups = {name: group for name, group in context.members.units.items() if group}
    held = context.screen.admit(_QUANTITY, groups)
    digits, minimum = context.policy.digits, context.policy.minimum_group
    value = replace(
        result,
        both_before=_count(result.both_before, digits, minimum),
        both_after=_count(result.both_after, digits, minimum),
        lift_before=_rounded(result.lift_before, digits),
        lift_after=_rounded(result.lift_after, digits),
        lift_ratio=_rounded(result.lift_ratio, digits),
        parts=tuple(_part(part, held, digits, minimum) for part in result.parts),
    )
    hidden = tuple(f"People who {name}: {why}." for name, why in sorted(held.items()))
    cells = tuple(
        Cell(table="compare", cell=name, quantity=_QUANTITY, members=group)
        for name, group in groups.items()
        if name not in held
    )
    return Screened(value=value, hidden=hidden, cells=cells)


def _rounded(value: Shown, digits: int) -> Shown:
    return significant(value, digits) if isinstance(value, Estimate) else value


def _count(value: Shown, digits: int, minimum: int) -> Shown:
    if isinstance(value, Estimate) and value.value < minimum:
        return Hidden(why=fewer_than(minimum))
    return _rounded(value, digits)


def _part(part: Part, held: Mapping[str, str], digits: int, minimum: int) -> Part:
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
    return replace(
        part,
        before=None if part.before is None else _count(part.before, digits, minimum),
        after=None if part.after is None else _count(part.after, digits, minimum),
    )
