"""Rounding and hiding of the single figures of the overlap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.overlap import Overlap, ThresholdPoint
from vesica.disclosure.screened import Context
from vesica.disclosure.sdc import fewer_than

__all__ = [
    "BESIDE",
    "Heads",
    "alongside",
    "because",
    "beside_few",
    "count",
    "few_under_shape",
    "heads_of",
    "lift_moves",
    "number",
    "point_of",
    "reliability_of",
    "rounded",
    "spread_of",
]

BESIDE = "shown, it would give away"
"""How the reason begins why the people with both go when a part beside them is small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Head counts as they may be shown, and the true ones that they stand for."""

    people: int
    with_evidence: int
    exact: Mapping[int, int]

    def behind(self, n: int) -> int:
        """People behind an estimate, as it may be shown."""
        return self.exact.get(n, min(n, self.with_evidence))


def heads_of(result: Overlap, context: Context) -> Heads:
    """Round the head counts; people without evidence by steps of a whole minimum group."""
    figures, minimum = context.figures, context.policy.minimum_group
    everyone = float(result.people)
    step = figures.settle("people", (everyone, everyone, everyone), 1.0)[3]
    people = int(figures.shown["people"][0])
    least = max(minimum, step) if context.policy.unseen_people else step
    lacking = figures.number("without evidence", result.people - result.with_evidence, 1.0, least)
    known = max(people - int(lacking), min(minimum, result.with_evidence))
    exact = {result.with_evidence: known, result.people: people}
    return Heads(people=people, with_evidence=known, exact=exact)


def number(value: Shown) -> float | None:
    """Value of a figure, if it is shown."""
    return value.value if isinstance(value, Estimate) else None


def because(value: Shown, why: str | None) -> Shown:
    """Hide a figure for a reason, if there is one and it is not hidden already."""
    return value if why is None or isinstance(value, Hidden) else Hidden(why=why)


def rounded(name: str, value: Shown, moves: float, heads: Heads, context: Context) -> Shown:
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


def count(name: str, value: Shown, heads: Heads, context: Context) -> Shown:
    """Round a count of people; what may be fewer than the minimum group is hidden."""
    minimum = context.policy.minimum_group
    shown = rounded(name, value, context.policy.count_moves, heads, context)
    settled = context.figures.shown.get(name)
    if settled is not None and settled[0] - settled[3] / 2 < minimum:
        return Hidden(why=fewer_than(minimum))
    return shown


def beside_few(
    both: Shown, first: float | None, second: float | None, people: int, minimum: int
) -> Shown:
    """Hide the people with both where a part of the circles beside them would be few."""
    if isinstance(both, Hidden) or first is None or second is None:
        return both
    neither = people - first - second + both.value
    if min(first - both.value, second - both.value, neither) < minimum:
        return Hidden(why=f"{BESIDE} {fewer_than(minimum)} beside it")
    return both


def lift_moves(result: Overlap) -> float:
    """Most that one person moves the lift: one in each of the counts that it is made of."""
    parts = [number(x) for x in (result.both, result.expertise, result.influence)]
    lift = number(result.lift) or 0.0
    return lift * sum(1 / max(part, 1.0) for part in parts if part is not None)


def spread_of(value: Shown, context: Context) -> float:
    """Most that one person moves a correlation."""
    return _spread_of(value.n, context) if isinstance(value, Estimate) else 0.0


def _spread_of(n: int, context: Context) -> float:
    """Most that one of ``n`` people moves a correlation.

    The largest of ``n`` standard normal values is about ``sqrt(2 ln n)``, so nobody's product
    of two is much above ``2 ln n``, and a correlation is the mean of such products.
    """
    return context.policy.correlation_moves * math.log(max(n, 2)) / max(n, 2)


def reliability_of(name: str, value: float, heads: Heads, context: Context) -> float:
    """Round a reliability; it is never nothing."""
    moves = _spread_of(heads.with_evidence, context)
    rounded, _, _, step = context.figures.settle(name, (value, value, value), moves)
    return min(max(rounded, step), 1.0)


def alongside(
    name: str, value: Shown, why: str | None, result: Overlap, heads: Heads, context: Context
) -> Shown:
    """Round what stands beside the overlap, by what one person can move it."""
    if why is not None:
        return because(value, why)
    if isinstance(value, Estimate) and value.unit == "people":
        moves = context.policy.count_moves
    elif name.endswith("lift"):
        moves = lift_moves(result)
    elif name == "odds_ratio":
        lift = number(result.lift) or 1.0
        moves = lift_moves(result) * 2 * (number(value) or 0.0) / max(lift, 1e-9)
    else:
        moves = spread_of(value, context)
    if isinstance(value, Estimate) and value.unit != "people":
        moves = max(moves, context.figures.moves(value))
    if name == "correlation_at_bar":
        moves *= 1.5  # it is worked out from four counts, of which a person moves two
    if name.startswith("skewness") and isinstance(value, Estimate):
        moves *= math.sqrt(2 * math.log(max(value.n, 2)))  # a third power instead of a second
    return rounded(name, value, moves, heads, context)


def few_under_shape(
    both: Shown, counts: Mapping[str, Shown], heads: Heads, context: Context
) -> str | None:
    """Why people with both skills are hidden under another shape of the skills."""
    minimum = context.policy.minimum_group
    if isinstance(both, Estimate) and both.value < minimum:
        return fewer_than(minimum)
    skills = number(counts["expertise"]), number(counts["influence"])
    shown = beside_few(both, *skills, heads.people, minimum)
    return shown.why if isinstance(shown, Hidden) else None


def point_of(
    point: ThresholdPoint,
    bar: float,
    counts: Mapping[str, Shown],
    heads: Heads,
    context: Context,
) -> ThresholdPoint:
    """Hide and round the overlap at another bar."""
    if math.isclose(point.bar, bar):
        return replace(point, both=counts["both"], chance=counts["chance"], lift=counts["lift"])
    policy = context.policy
    both = count(f"both at {point.bar}", point.both, heads, context)
    name = f"chance at {point.bar}"
    chance = rounded(name, point.chance, policy.count_moves, heads, context)
    # Chance is the product of both skills over the people: its root is about the size of each.
    about = number(chance)
    skill = None if about is None else math.sqrt(max(about, 0.0) * heads.people)
    both = beside_few(both, skill, skill, heads.people, policy.minimum_group)
    why = both.why if isinstance(both, Hidden) else None
    moves = _point_moves(point, skill)
    lift = rounded(f"lift at {point.bar}", point.lift, moves, heads, context)
    return replace(point, both=both, chance=because(chance, why), lift=because(lift, why))


def _point_moves(point: ThresholdPoint, skill: float | None) -> float:
    """Most that one person moves the lift at another bar; both skills are about alike there."""
    both, lift = number(point.both) or 0.0, number(point.lift) or 0.0
    return lift * (1 / max(both, 1.0) + 2 / max(skill or 0.0, 1.0))
