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
from dataclasses import dataclass, replace

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.overlap import Overlap, ThresholdPoint, UnitOverlap, Verdict
from vesica.disclosure.figures import Rounded
from vesica.disclosure.overlap_beside import SHARED, beside
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.measure.verdict import word
from vesica.store.releases import Cell

__all__ = ["screen_overlap"]

_TABLE = "overlap"
_BESIDE = "shown, it would give away"
_PARTS = ("expertise", "influence", "both", "chance", "lift", "correlation")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """Head counts as they may be shown, and the true ones that they stand for."""

    people: int
    with_evidence: int
    exact: Mapping[int, int]

    def behind(self, n: int) -> int:
        """People behind an estimate, as it may be shown."""
        return self.exact.get(n, min(n, self.with_evidence))


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
    heads = _heads(result, context)
    groups = _groups(result, context)
    held = context.screen.admit("both", groups)
    counts = _counts(result, heads, context)
    both, back = counts["both"], None
    if isinstance(both, Hidden) and both.why.startswith(_BESIDE):
        back = "together with other units it would give back the people with both skills"
    reliability = {
        name: _reliability(name, getattr(result, name), heads, context)
        for name in ("reliability_expertise", "reliability_influence")
    }
    extra = beside(
        result,
        counts,
        context,
        people=heads.people,
        rounded=lambda name, value, why: _alongside(name, value, why, result, heads, context),
        small=lambda found: _few(found, counts, heads, context),
    )
    value = replace(
        result,
        people=heads.people,
        with_evidence=heads.with_evidence,
        curve=tuple(_point(p, result.bar, counts, heads, context) for p in result.curve),
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


def _heads(result: Overlap, context: Context) -> _Heads:
    """Round the head counts; people without evidence by steps of a whole minimum group."""
    figures, minimum = context.figures, context.policy.minimum_group
    everyone = float(result.people)
    step = figures.settle("people", (everyone, everyone, everyone), 1.0)[3]
    people = int(figures.shown["people"][0])
    least = max(minimum, step) if context.policy.unseen_people else step
    lacking = figures.number("without evidence", result.people - result.with_evidence, 1.0, least)
    known = max(people - int(lacking), min(minimum, result.with_evidence))
    exact = {result.with_evidence: known, result.people: people}
    return _Heads(people=people, with_evidence=known, exact=exact)


def _counts(result: Overlap, heads: _Heads, context: Context) -> dict[str, Shown]:
    minimum, moves = context.policy.minimum_group, context.policy.count_moves
    skills = {
        name: _count(name, getattr(result, name), heads, context)
        for name in ("expertise", "influence")
    }
    both = _count("both", result.both, heads, context)
    chance = _rounded("chance", result.chance, moves, heads, context)
    lift = _rounded("lift", result.lift, _lift_moves(result), heads, context)
    spread = _spread(result.correlation, context)
    correlation = _rounded("correlation", result.correlation, spread, heads, context)
    first, second = (_number(value) for value in skills.values())
    for name, value in skills.items():
        if isinstance(value, Estimate) and heads.people - value.value < minimum:
            skills[name] = Hidden(why=f"all but {fewer_than(minimum)}")
    both = _beside(both, first, second, heads.people, minimum)
    skill = next((x.why for x in skills.values() if isinstance(x, Hidden)), None)
    back = "it would give back the people with both skills" if isinstance(both, Hidden) else None
    return skills | {
        "both": both,
        "chance": _because(chance, skill),
        "lift": _because(lift, skill or back),
        "correlation": _because(correlation, back),
    }


def _number(value: Shown) -> float | None:
    return value.value if isinstance(value, Estimate) else None


def _because(value: Shown, why: str | None) -> Shown:
    return value if why is None or isinstance(value, Hidden) else Hidden(why=why)


def _rounded(name: str, value: Shown, moves: float, heads: _Heads, context: Context) -> Shown:
    """Round an estimate; one that rests on few people is hidden."""
    if isinstance(value, Hidden):
        return value
    if value.n < context.policy.minimum_group:
        return Hidden(why=fewer_than(context.policy.minimum_group))
    bounds = (0.0, float(heads.people)) if value.unit == "people" else (0.0, math.inf)
    if name.startswith("skewness"):
        bounds = (-math.inf, math.inf)
    if name.endswith("correlation") or name.startswith("correlation"):
        bounds = (-1.0, 1.0)
    shown = context.figures.estimate(name, value, moves, within=bounds)
    return replace(shown, n=heads.behind(value.n)) if isinstance(shown, Estimate) else shown


def _count(name: str, value: Shown, heads: _Heads, context: Context) -> Shown:
    """Round a count of people; what may be fewer than the minimum group is hidden."""
    minimum = context.policy.minimum_group
    shown = _rounded(name, value, context.policy.count_moves, heads, context)
    rounded = context.figures.shown.get(name)
    if rounded is not None and rounded[0] - rounded[3] / 2 < minimum:
        return Hidden(why=fewer_than(minimum))
    return shown


def _beside(
    both: Shown, first: float | None, second: float | None, people: int, minimum: int
) -> Shown:
    """Hide the people with both where a part of the circles beside them would be few."""
    if isinstance(both, Hidden) or first is None or second is None:
        return both
    neither = people - first - second + both.value
    if min(first - both.value, second - both.value, neither) < minimum:
        return Hidden(why=f"{_BESIDE} {fewer_than(minimum)} beside it")
    return both


def _lift_moves(result: Overlap) -> float:
    """Most that one person moves the lift: one in each of the counts that it is made of."""
    parts = [_number(x) for x in (result.both, result.expertise, result.influence)]
    lift = _number(result.lift) or 0.0
    return lift * sum(1 / max(part, 1.0) for part in parts if part is not None)


def _spread(value: Shown, context: Context) -> float:
    return _spread_of(value.n, context) if isinstance(value, Estimate) else 0.0


def _spread_of(n: int, context: Context) -> float:
    """Most that one of ``n`` people moves a correlation.

    The largest of ``n`` standard normal values is about ``sqrt(2 ln n)``, so nobody's product
    of two is much above ``2 ln n``, and a correlation is the mean of such products.
    """
    return context.policy.correlation_moves * math.log(max(n, 2)) / max(n, 2)


def _reliability(name: str, value: float, heads: _Heads, context: Context) -> float:
    moves = _spread_of(heads.with_evidence, context)
    rounded, _, _, step = context.figures.settle(name, (value, value, value), moves)
    return min(max(rounded, step), 1.0)


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


def _alongside(
    name: str, value: Shown, why: str | None, result: Overlap, heads: _Heads, context: Context
) -> Shown:
    """Round what stands beside the overlap, by what one person can move it."""
    if why is not None:
        return _because(value, why)
    if isinstance(value, Estimate) and value.unit == "people":
        moves = context.policy.count_moves
    elif name.endswith("lift"):
        moves = _lift_moves(result)
    elif name == "odds_ratio":
        lift = _number(result.lift) or 1.0
        moves = _lift_moves(result) * 2 * (_number(value) or 0.0) / max(lift, 1e-9)
    else:
        moves = _spread(value, context)
    if name.startswith("skewness") and isinstance(value, Estimate):
        moves *= math.sqrt(2 * math.log(max(value.n, 2)))  # a third power instead of a second
    return _rounded(name, value, moves, heads, context)


def _few(both: Shown, counts: Mapping[str, Shown], heads: _Heads, context: Context) -> str | None:
    """Why people with both skills are hidden under another shape of the skills."""
    minimum = context.policy.minimum_group
    if isinstance(both, Estimate) and both.value < minimum:
        return fewer_than(minimum)
    skills = _number(counts["expertise"]), _number(counts["influence"])
    shown = _beside(both, *skills, heads.people, minimum)
    return shown.why if isinstance(shown, Hidden) else None


def _point(
    point: ThresholdPoint,
    bar: float,
    counts: Mapping[str, Shown],
    heads: _Heads,
    context: Context,
) -> ThresholdPoint:
    if math.isclose(point.bar, bar):
        return replace(point, both=counts["both"], chance=counts["chance"], lift=counts["lift"])
    policy = context.policy
    both = _count(f"both at {point.bar}", point.both, heads, context)
    name = f"chance at {point.bar}"
    chance = _rounded(name, point.chance, policy.count_moves, heads, context)
    # Chance is the product of both skills over the people: its root is about the size of each.
    about = _number(chance)
    skill = None if about is None else math.sqrt(max(about, 0.0) * heads.people)
    both = _beside(both, skill, skill, heads.people, policy.minimum_group)
    why = both.why if isinstance(both, Hidden) else None
    moves = _point_moves(point, skill)
    lift = _rounded(f"lift at {point.bar}", point.lift, moves, heads, context)
    return replace(point, both=both, chance=_because(chance, why), lift=_because(lift, why))


def _point_moves(point: ThresholdPoint, skill: float | None) -> float:
    """Most that one person moves the lift at another bar; both skills are about alike there."""
    both, lift = _number(point.both) or 0.0, _number(point.lift) or 0.0
    return lift * (1 / max(both, 1.0) + 2 / max(skill or 0.0, 1.0))


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
