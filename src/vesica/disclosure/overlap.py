"""Disclosure control of the overlap.

What counts people is hidden below the minimum group: people with a skill, with both, and the
parts of the two circles that these give by subtraction. Chance is arithmetic on the two skills
and no group of people, so it goes with them; lift and correlation would give the people with
both back, so they go with those. The verdict is one word of four and stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.overlap import Overlap, ThresholdPoint, UnitOverlap
from vesica.disclosure.overlap_beside import beside
from vesica.disclosure.rounding import significant, unit_share
from vesica.disclosure.screened import Context, Screened, behind, count_known, grouped
from vesica.disclosure.sdc import ORGANISATION, Members, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["screen_overlap"]

_TABLE = "overlap"
_BESIDE = "shown, it would give away"
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
    members, minimum = context.members, context.policy.minimum_group
    groups = _groups(result, members)
    everyone = {ORGANISATION: members.people}
    held = context.screen.admit("both", groups, assumed=(members.people,))
    counts = _counts(
        result,
        context,
        {
            "expertise": context.screen.admit("expertise", everyone).get(ORGANISATION),
            "influence": context.screen.admit("influence", everyone).get(ORGANISATION),
            "both": held.get(ORGANISATION),
        },
    )
    back = None
    both = counts["both"]
    if isinstance(both, Hidden) and both.why.startswith(_BESIDE):
        back = "together with other units it would give back the people with both skills"
    value = replace(
        result,
        with_evidence=count_known(result.with_evidence, result.people, minimum),
        reliability_expertise=round_to(result.reliability_expertise, context.policy.digits),
        reliability_influence=round_to(result.reliability_influence, context.policy.digits),
        curve=tuple(
            _point(p, result.bar, counts, context, held.get(ORGANISATION)) for p in result.curve
        ),
        by_unit=tuple(
            _unit(u, len(groups[_label(u)]), held.get(_label(u)) or back, context)
            for u in result.by_unit
        ),
        **counts,
        **beside(
            result,
            counts,
            context,
            rounded=_rounded,
            small=lambda both: held.get(ORGANISATION) or _few(result, both, minimum),
        ),
    )
    return Screened(
        value=value,
        hidden=_sentences(result, value, minimum),
        cells=_cells(value, groups, held),
    )


def _check_size(result: Overlap, context: Context) -> None:
    minimum = context.policy.minimum_group
    if result.people != len(context.members.people):
        raise RefusedError(
            "The overlap and the membership it came with count different people.",
            hint="Run again, so that result and membership belong together.",
        )
    if min(result.people, result.with_evidence) < minimum:
        raise RefusedError(
            f"The overlap rests on {fewer_than(minimum)}.",
            hint=f"Import evidence on both skills for at least {minimum} people; 'vesica health'"
            " says what is missing.",
        )


def _counts(result: Overlap, context: Context, held: Mapping[str, str | None]) -> dict[str, Shown]:
    minimum, people = context.policy.minimum_group, result.people
    skills = {
        name: _rounded(value, context, held[name] or _skill(value, people, minimum))
        for name, value in (("expertise", result.expertise), ("influence", result.influence))
    }
    beside = _number(result.expertise), _number(result.influence)
    both = _rounded(
        result.both, context, held["both"] or _both(result.both, *beside, people, minimum)
    )
    skill = next((x.why for x in skills.values() if isinstance(x, Hidden)), None)
    back = "it would give back the people with both skills" if isinstance(both, Hidden) else None
    return skills | {
        "both": both,
        "chance": _rounded(result.chance, context, skill),
        "lift": _rounded(result.lift, context, skill or back),
        "correlation": _rounded(result.correlation, context, back),
    }


def _number(value: Shown) -> float | None:
    return value.value if isinstance(value, Estimate) else None


def _skill(value: Shown, people: int, minimum: int) -> str | None:
    if isinstance(value, Estimate):
        if value.value < minimum:
            return fewer_than(minimum)
        if people - value.value < minimum:
            return f"all but {fewer_than(minimum)}"
    return None


def _both(
    both: Shown, first: float | None, second: float | None, people: int, minimum: int
) -> str | None:
    """Why the people with both are hidden: their number, or a part of the circles beside them."""
    if not isinstance(both, Estimate):
        return None
    if both.value < minimum:
        return fewer_than(minimum)
    if first is not None and second is not None:
        neither = people - first - second + both.value
        if min(first - both.value, second - both.value, neither) < minimum:
            return f"{_BESIDE} {fewer_than(minimum)} beside it"
    return None


def _few(result: Overlap, both: Shown, minimum: int) -> str | None:
    """Why the people with both are hidden under another shape of the skills."""
    skills = _number(result.expertise), _number(result.influence)
    return _both(both, *skills, result.people, minimum)


def _rounded(value: Shown, context: Context, why: str | None) -> Shown:
    if isinstance(value, Hidden):
        return value
    if why is not None:
        return Hidden(why=why)
    policy = context.policy
    people = len(context.members.people)
    if value.n < policy.minimum_group:
        return Hidden(why=fewer_than(policy.minimum_group))
    rounded = significant(value, policy.digits)
    return replace(rounded, n=behind(value, people, policy.minimum_group))


def _point(
    point: ThresholdPoint,
    bar: float,
    counts: Mapping[str, Shown],
    context: Context,
    held: str | None,
) -> ThresholdPoint:
    if math.isclose(point.bar, bar):
        return replace(point, both=counts["both"], chance=counts["chance"], lift=counts["lift"])
    people, minimum = len(context.members.people), context.policy.minimum_group
    # Chance is the product of both skills over the people: its root is about the size of each.
    chance = _number(point.chance)
    skill = None if chance is None else math.sqrt(max(chance, 0.0) * people)
    both = _rounded(point.both, context, held or _both(point.both, skill, skill, people, minimum))
    hidden = both.why if isinstance(both, Hidden) else None
    return replace(
        point,
        both=both,
        chance=_rounded(point.chance, context, hidden),
        lift=_rounded(point.lift, context, hidden),
    )


def _groups(result: Overlap, members: Members) -> dict[str, frozenset[str]]:
    """The organisation, then its units by size: the smallest are held back first."""
    units = {_label(u): members.units.get(u.org_unit, frozenset()) for u in result.by_unit}
    order = sorted(units, key=lambda label: (-len(units[label]), label))
    return {ORGANISATION: members.people} | {label: units[label] for label in order}


def _label(unit: UnitOverlap) -> str:
    return f"unit: {unit.org_unit}"


def _unit(unit: UnitOverlap, people: int, why: str | None, context: Context) -> UnitOverlap:
    if why is not None:
        return replace(unit, people=Hidden(why=why), both=Hidden(why=why))
    both = unit.both
    if isinstance(both, Estimate):
        both = unit_share(replace(both, n=people), context.policy.share_rounding)
    return replace(unit, people=people, both=both)


def _cells(
    value: Overlap, groups: Mapping[str, frozenset[str]], held: Mapping[str, str]
) -> tuple[Cell, ...]:
    """What the release log keeps: every group that something was said about."""
    both = (value.both, *(p.both for p in value.curve))
    shown = {
        "expertise": isinstance(value.expertise, Estimate),
        "influence": isinstance(value.influence, Estimate),
        "both": any(isinstance(x, Estimate) for x in both),
    }
    everyone = groups[ORGANISATION]
    return tuple(
        Cell(table=_TABLE, cell=ORGANISATION, quantity=quantity, members=everyone)
        for quantity, is_shown in shown.items()
        if is_shown
    ) + tuple(
        Cell(table=_TABLE, cell=label, quantity="both", members=group)
        for label, group in groups.items()
        if label != ORGANISATION and label not in held
    )


def _sentences(result: Overlap, value: Overlap, minimum: int) -> tuple[str, ...]:
    parts = {name: getattr(value, name) for name in _PARTS}
    sentences = [f"{name}: {x.why}." for name, x in parts.items() if isinstance(x, Hidden)]
    sentences += grouped({f"{p.bar}": p.both for p in value.curve}, "bars")
    sentences += grouped({u.org_unit: u.both for u in value.by_unit}, "units")
    if 0 < result.people - result.with_evidence < minimum:
        sentences.append(
            f"Everyone but {fewer_than(minimum)} has evidence on both skills; the number with"
            f" evidence is lowered to {value.with_evidence} so that it does not tell how many."
        )
    return tuple(sentences)
