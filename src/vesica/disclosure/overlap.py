"""Disclosure control of the overlap.

Figures of the organisation are rounded so that one person does not show in them; see
:mod:`vesica.disclosure.figures`. What counts people is hidden below the minimum group: people
with a skill, with both, and the parts of the two circles that these give by subtraction; all of
it is decided on rounded figures, so that one person does not show there either. Chance is
arithmetic on the two skills and no group of people, so it goes with them; lift and correlation
would give the people with both back, so they go with those. The verdict is one word of four,
follows from the interval of the lift as it is shown, and stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.overlap import Overlap, UnitOverlap, Verdict
from vesica.disclosure.figures import Rounded
from vesica.disclosure.overlap_beside import SHARED, beside
from vesica.disclosure.overlap_figures import (
    BESIDE,
    Heads,
    alongside,
    because,
    beside_few,
    count,
    few_under_shape,
    heads_of,
    lift_moves,
    number,
    point_of,
    reliability_of,
    rounded,
    spread_of,
)
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.measure.verdict import word
from vesica.store.releases import Cell

__all__ = ["screen_overlap"]

_TABLE = "overlap"
_PARTS = ("expertise", "influence", "both", "chance", "lift", "correlation")


def screen_overlap(result: Overlap, context: Context) -> Screened[Overlap]:
    """Hide, hold back and round what the overlap says about few people.

    Raises
    ------
    RefusedError
        If the organisation or its part with evidence is below the minimum group, or the result
        does not belong to the membership.
    """
    _check_size(result, context)
    minimum = context.policy.minimum_group
    heads = heads_of(result, context)
    groups = _groups(result, context)
    held = context.screen.admit("both", groups)
    counts = _counts(result, heads, context)
    both, back = counts["both"], None
    if isinstance(both, Hidden) and both.why.startswith(BESIDE):
        back = "together with other units it would give back the people with both skills"
    reliability = {
        name: reliability_of(name, getattr(result, name), heads, context)
        for name in ("reliability_expertise", "reliability_influence")
    }
    extra = beside(
        result,
        counts,
        context,
        people=heads.people,
        rounded=lambda name, value, why: alongside(name, value, why, result, heads, context),
        small=lambda found: few_under_shape(found, counts, heads, context),
    )
    value = replace(
        result,
        people=heads.people,
        with_evidence=heads.with_evidence,
        curve=tuple(point_of(p, result.bar, counts, heads, context) for p in result.curve),
        by_unit=tuple(_unit(u, held.get(_label(u)) or back, context) for u in result.by_unit),
        verdict=_verdict(result, context.figures.shown),
        **counts,
        **reliability,
        **extra,
    )
    return Screened(
        value=value,
        hidden=_sentences(value, minimum),
        cells=_cells(value, groups, held, context),
    )


def _check_size(result: Overlap, context: Context) -> None:
    minimum = context.policy.minimum_group
    if result.people != len(context.members.people):
        raise RefusedError(
            "The overlap and the membership it came with count different people.",
            hint="Run again, so that result and membership belong together.",
        )
    if min(result.with_evidence, len(context.members.group)) < minimum:
        raise RefusedError(
            f"The overlap rests on {fewer_than(minimum)}.",
            hint=f"Import evidence on both skills for at least {minimum} people; 'vesica health'"
            " says what is missing.",
        )


def _counts(result: Overlap, heads: Heads, context: Context) -> dict[str, Shown]:
    minimum, moves = context.policy.minimum_group, context.policy.count_moves
    skills = {
        name: count(name, getattr(result, name), heads, context)
        for name in ("expertise", "influence")
    }
    both = count("both", result.both, heads, context)
    chance = rounded("chance", result.chance, moves, heads, context)
    lift = rounded("lift", result.lift, lift_moves(result), heads, context)
    spread = spread_of(result.correlation, context)
    correlation = rounded("correlation", result.correlation, spread, heads, context)
    first, second = (number(value) for value in skills.values())
    for name, value in skills.items():
        if isinstance(value, Estimate) and heads.people - value.value < minimum:
            skills[name] = Hidden(why=f"all but {fewer_than(minimum)}")
    both = beside_few(both, first, second, heads.people, minimum)
    skill = next((x.why for x in skills.values() if isinstance(x, Hidden)), None)
    back = "it would give back the people with both skills" if isinstance(both, Hidden) else None
    return skills | {
        "both": both,
        "chance": because(chance, skill),
        "lift": because(lift, skill or back),
        "correlation": because(correlation, back),
    }


def _verdict(result: Overlap, shown: Mapping[str, Rounded]) -> Verdict:
    """Word that the interval of the lift allows, as it is shown, and its widened one alike."""
    if "lift" not in shown:
        return result.verdict
    _, low, high, _ = shown["lift"]
    found = _said(low, high)
    if SHARED in shown:
        _, lowest, highest, _ = shown[SHARED]
        low, high = min(low, lowest), max(high, highest)
    elif result.verdict is Verdict.CANNOT_SAY:
        return Verdict.CANNOT_SAY
    return found if _said(low, high) is found else Verdict.CANNOT_SAY


def _said(low: float, high: float) -> Verdict:
    """Word of an interval that was rounded outward; 1 is on every grid."""
    if high == 1:
        return Verdict.RARE
    return Verdict.NOT_RARE if low == 1 else word(low, high)


def _groups(result: Overlap, context: Context) -> dict[str, frozenset[str]]:
    """Units by the people who count in them: the smallest are held back first."""
    units = {_label(u): context.members.unit(u.org_unit) for u in result.by_unit}
    order = sorted(units, key=lambda label: (-len(units[label]), label))
    return {label: units[label] for label in order}


def _label(unit: UnitOverlap) -> str:
    return f"unit: {unit.org_unit}"


def _unit(unit: UnitOverlap, why: str | None, context: Context) -> UnitOverlap:
    if why is not None:
        return replace(unit, people=Hidden(why=why), both=Hidden(why=why))
    label, group = _label(unit), context.members.units[unit.org_unit]
    people = int(context.figures.number(f"people of {label}", len(group), 1.0))
    both = unit.both
    if isinstance(both, Estimate):
        counted = len(context.members.unit(unit.org_unit))
        shown = replace(both, n=people)
        least = context.policy.share_step
        both = context.figures.estimate(label, shown, 1 / counted, least=least, within=(0.0, 1.0))
    return replace(unit, people=people, both=both)


def _cells(
    value: Overlap,
    groups: Mapping[str, frozenset[str]],
    held: Mapping[str, str],
    context: Context,
) -> tuple[Cell, ...]:
    """What the release log keeps: every group that something new was said about.

    Figures of the organisation that stayed as they were are still about those they were about.
    """
    curve = [f"both at {p.bar}" for p in value.curve if not math.isclose(p.bar, value.bar)]
    names = {
        "expertise": ("expertise",),
        "influence": ("influence",),
        "both": ("both", "lift", "correlation", *curve),
    }
    both = (value.both, *(p.both for p in value.curve))
    shown = {
        "expertise": isinstance(value.expertise, Estimate),
        "influence": isinstance(value.influence, Estimate),
        "both": any(isinstance(x, Estimate) for x in both),
    }
    everyone = context.members.group
    return tuple(
        Cell(table=_TABLE, cell=ORGANISATION, quantity=quantity, members=everyone)
        for quantity, is_shown in shown.items()
        if is_shown and not context.figures.unchanged(*names[quantity])
    ) + tuple(
        Cell(table=_TABLE, cell=label, quantity="both", members=group)
        for label, group in groups.items()
        if label not in held
    )


def _sentences(value: Overlap, minimum: int) -> tuple[str, ...]:
    parts = {name: getattr(value, name) for name in _PARTS}
    sentences = [f"{name}: {x.why}." for name, x in parts.items() if isinstance(x, Hidden)]
    sentences += grouped({f"{p.bar}": p.both for p in value.curve}, "bars")
    sentences += grouped({u.org_unit: u.both for u in value.by_unit}, "units")
    return tuple(sentences)
