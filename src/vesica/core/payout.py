"""A leader's bonus plan: curves, gates, modifiers, money and fiscal years."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from vesica.errors import EstimationError

__all__ = [
    "Component",
    "Curve",
    "FiscalYear",
    "Gate",
    "Plan",
    "Rounding",
    "Rule",
    "Shape",
    "converted",
]

_RULES = {"half even": ROUND_HALF_EVEN, "half up": ROUND_HALF_UP, "down": ROUND_DOWN}


class Shape(StrEnum):
    """How a curve runs between its knots."""

    LINEAR = "linear"
    STEP = "step"


class Rule(StrEnum):
    """How money is rounded to the plan's step."""

    HALF_EVEN = "half even"
    HALF_UP = "half up"
    DOWN = "down"


def _refuse(what: str, hint: str) -> EstimationError:
    return EstimationError(what, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What one metric pays, as a share of target.

    Parameters
    ----------
    metric : str
        Name of the metric.
    at : tuple of float
        Values of the metric at the knots: threshold, kinks, target, maximum. They rise; where
        they fall, a lower value is better.
    pays : tuple of float
        Share paid at each knot [1]; never less than at the knot before.
    shape : Shape
        Straight lines between knots, or the share of the last knot reached.
    floor : float
        Paid short of the first knot [1].
    beyond : float
        Further share for each unit beyond the last knot [1 per unit]; 0 is a cap.
    """

    metric: str
    at: tuple[float, ...]
    pays: tuple[float, ...]
    shape: Shape = Shape.LINEAR
    floor: float = 0.0
    beyond: float = 0.0

    def __post_init__(self) -> None:
        values = (*self.at, *self.pays, self.floor, self.beyond)
        if not self.at or len(self.at) != len(self.pays) or not all(map(math.isfinite, values)):
            raise _refuse(
                f"The curve of '{self.metric}' has {len(self.at)} values and"
                f" {len(self.pays)} payouts, or one that is not a number.",
                "Give one payout for each value of the metric.",
            )
        steps = [b - a for a, b in pairwise(self.at)]
        if not (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
            raise _refuse(
                f"The knots of '{self.metric}' are {list(self.at)}.",
                "Order threshold, target and maximum: all rising, or all falling.",
            )
        if any(b < a for a, b in pairwise((self.floor, *self.pays))) or self.beyond < 0:
            raise _refuse(
                f"The curve of '{self.metric}' pays {list(self.pays)}: less for a better value.",
                "Check the payouts at threshold, target and maximum.",
            )
        if self.floor < 0 or (self.beyond and self.shape is Shape.STEP):
            raise _refuse(
                f"The curve of '{self.metric}' pays {self.floor} short of its threshold and"
                f" {self.beyond} beyond its maximum.",
                "A payout is not negative, and steps end at their last knot.",
            )

    @property
    def sign(self) -> int:
        """-1 where a lower value is better, otherwise 1."""
        return -1 if len(self.at) > 1 and self.at[1] < self.at[0] else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One metric of the scorecard, with its share of the target bonus [1]."""

    weight: float
    curve: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A condition on the whole bonus: where it fails, only ``factor`` of it is paid.

    Parameters
    ----------
    metric : str
        Name of the metric.
    least : float
        Value that must be reached; the most allowed where ``lower_is_better``.
    factor : float
        Share of the bonus that is paid where it fails [1].
    """

    metric: str
    least: float
    factor: float = 0.0
    lower_is_better: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How the bonus is rounded before it is paid: to a step, once, at the very end."""

    step: Decimal = Decimal("0.01")
    rule: Rule = Rule.HALF_EVEN

    def __call__(self, amount: Decimal) -> Decimal:
        """Round ``amount`` to a whole number of steps."""
        steps = (amount / self.step).quantize(Decimal(1), rounding=_RULES[self.rule])
        return steps * self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalYear:
    """Twelve months, named after the calendar year in which they end."""

    year: int
    first_month: int = 1

    @property
    def first_day(self) -> date:
        """First day of the fiscal year."""
        return date(self.year - (self.first_month > 1), self.first_month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the fiscal year."""
        return date(self.year + (self.first_month == 1), self.first_month, 1) - timedelta(days=1)

    def share(self, start: date | None = None, end: date | None = None) -> float:
        """Share of its days between two days, both included: the usual way to prorate [1]."""
        first = max(self.first_day, start or self.first_day)
        last = min(self.last_day, end or self.last_day)
        whole = (self.last_day - self.first_day).days + 1
        return max((last - first).days + 1, 0) / whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a leader's year-end bonus follows from metrics.

    ``target_bonus x sum(weight x pay) x multipliers x individual x gates``, capped, prorated and
    rounded. A plan without components pays its multipliers alone: a share of a funded pool.

    Parameters
    ----------
    target_bonus : Decimal
        Paid where all is on target, for a whole year [currency].
    currency : str
        ISO 4217 code.
    fiscal_year : FiscalYear
        The year it holds for.
    components : tuple of Component
        The scorecard.
    multipliers : tuple of Curve
        Unit modifiers and the funding of a pool: each pays a factor.
    individual : float
        Individual modifier, as the contract states it [1]. Vesica never derives it from a score.
    gates : tuple of Gate
        Conditions on the whole.
    cap : float or None
        Most that is paid, as a share of the target bonus [1].
    prorate : float
        Share of the year that counts [1].
    rounding : Rounding
        Rule for the amount paid.
    """

    target_bonus: Decimal
    currency: str
    fiscal_year: FiscalYear
    components: tuple[Component, ...] = ()
    multipliers: tuple[Curve, ...] = ()
    individual: float = 1.0
    gates: tuple[Gate, ...] = ()
    cap: float | None = None
    prorate: float = 1.0
    rounding: Rounding = Rounding()

    def __post_init__(self) -> None:
        if not self.components and not self.multipliers:
            raise _refuse(
                "The bonus plan holds no payout curve.",
                "Import the table 'incentives': metric, weight, threshold, target, maximum.",
            )
        if self.target_bonus < 0 or len(self.currency) != 3 or not self.currency.isupper():
            raise _refuse(
                f"The target bonus is {self.target_bonus} '{self.currency}'.",
                "Give an amount of at least 0 and an ISO 4217 code such as EUR.",
            )
        total = sum(c.weight for c in self.components)
        weights = [c.weight for c in self.components]
        if self.components and (min(weights) < 0 or not math.isclose(total, 1, abs_tol=1e-6)):
            raise _refuse(
                f"The weights of the plan are {weights}; they add up to {total:g}.",
                "Weights are shares of the target bonus and add up to 1.",
            )
        if not 0 <= self.prorate <= 1 or self.individual < 0 or (self.cap or 0) < 0:
            raise _refuse(
                f"The plan prorates by {self.prorate}, multiplies by {self.individual} and caps"
                f" at {self.cap}.",
                "Prorating lies between 0 and 1; modifiers and caps are not negative.",
            )

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric that it reads, in order of appearance."""
        names = [c.curve.metric for c in self.components]
        names += [m.metric for m in self.multipliers] + [g.metric for g in self.gates]
        return tuple(dict.fromkeys(names))

    @property
    def better(self) -> dict[str, int]:
        """Of every metric, in that order, 1, or -1 where a lower value is better."""
        signs = {g.metric: -1 if g.lower_is_better else 1 for g in self.gates}
        signs |= {m.metric: m.sign for m in self.multipliers}
        signs |= {c.curve.metric: c.curve.sign for c in self.components}
        return {name: signs[name] for name in self.metrics}


def converted(plan: Plan, *, rate: Decimal, currency: str) -> Plan:
    """Same plan in another currency; ``rate`` is what one unit of the old one costs in the new."""
    amount = plan.rounding(plan.target_bonus * rate)
    return dataclasses.replace(plan, target_bonus=amount, currency=currency)
