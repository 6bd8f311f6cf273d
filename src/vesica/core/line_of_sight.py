"""The line of sight: from participation to a metric, to a payout, to one leader's bonus."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from vesica.core.estimate import Estimate, Shown

__all__ = ["Attribution", "BestTest", "Grade", "LineOfSight", "Link", "MetricPart", "TestValue"]


class Grade(StrEnum):
    """How well an effect is known; ``SET`` is a number somebody chose."""

    RANDOMISED = "randomised"
    QUASI = "quasi-experimental"
    ADJUSTED = "adjusted"
    ASSUMED = "assumed"
    SET = "set by hand"
    NONE = "no effect known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of the chain: what leads to what, how well it is known, and from whose data.

    Parameters
    ----------
    step : str
        For example ``"participation to qualified leads"``.
    grade : str
        Grade of the evidence, or where it is taken from.
    own_share : float
        Share that rests on this organisation's own data [1].
    """

    step: str
    grade: str
    own_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPart:
    """One metric of the plan.

    Parameters
    ----------
    metric : str
        Its name.
    grade : Grade
        How well the effect of participation on it is known.
    weight : float
        Share of the target bonus [1]; 0 for a modifier or a gate.
    without : Estimate
        At year end without participation, in the metric's unit.
    lift : Estimate
        What participation adds, in the metric's unit.
    change : Estimate
        Change in bonus if only this metric moves [currency].
    pay_without, pay_with : float
        Share that the curve pays at the expected value [1].
    below, capped : float
        Probability that it ends short of the first knot, or beyond the last [1].
    to_next : float or None
        How far the expected value is from paying more: 0 on a rising stretch; ``None`` at the cap.
    points : tuple of (float, float)
        Corners of the payout curve: value of the metric, share paid.
    """

    metric: str
    grade: Grade
    weight: float
    without: Estimate
    lift: Estimate
    change: Estimate
    pay_without: float
    pay_with: float
    below: float
    capped: float
    to_next: float | None
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfSight:
    """What participation is worth to one leader, with the chance of nothing.

    Parameters
    ----------
    currency : str
        ISO 4217 code of every amount.
    fiscal_year : int
        The year it is about.
    target_bonus : Decimal
        Bonus at target.
    hours_per_week, weeks : float
        What the leader would do.
    bonus_without, bonus_with, change : Estimate or Hidden
        Expected bonus and its change, with intervals over draws [currency].
    gain, loss, no_change : float
        Probabilities; they add up to 1.
    below, capped : float
        Parts of ``no_change``: some metric falls short (or a gate is shut), or sits at its cap.
    links : tuple of Link
        Grade of each link.
    metrics : tuple of MetricPart
        The metrics of the plan.
    moves : str
        The metric that would have to move; empty if none can.
    own_share : float
        Share of the expected change that rests on this organisation's own data [1].
    hours : float
        Own time, in all [h].
    time_cost : Decimal or None
        What that time costs [currency]; ``None`` if the price of an hour is not known.
    net : Estimate, Hidden or None
        Change less time cost [currency].
    false_if : tuple of str
        What would make it false.
    scenario : str
        Says so where the answer was set or only assumed; must stand on every output.
    monte_carlo_error : float
        Standard error of the expected change from drawing [currency].
    as_run : bool
        Whether an effect is that of the route as the organisation ran it: no hours enter it.
    hours_known : bool
        Whether the hours are a choice or in the evidence; otherwise they are assumed.
    most : float or None
        Most that the plan can pay [currency]; ``None`` if it has no maximum.
    """

    currency: str
    fiscal_year: int
    target_bonus: Decimal
    hours_per_week: float
    weeks: float
    bonus_without: Shown
    bonus_with: Shown
    change: Shown
    gain: float
    loss: float
    no_change: float
    below: float
    capped: float
    links: tuple[Link, ...]
    metrics: tuple[MetricPart, ...]
    moves: str
    own_share: float
    hours: float
    time_cost: Decimal | None
    net: Shown | None
    false_if: tuple[str, ...]
    scenario: str
    monte_carlo_error: float
    as_run: bool = False
    hours_known: bool = True
    most: float | None = None

    @property
    def claims_gain(self) -> bool:
        """Whether the whole interval of the change lies above nothing."""
        return isinstance(self.change, Estimate) and self.change.low > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What a change did to a metric, against what the metric would have been without it.

    Parameters
    ----------
    effect, relative : Estimate
        Mean effect per period in the metric's unit, and as a share of the counterfactual [1].
    placebo_p : float
        Share of placebos, the unit itself among them, that show as much [1].
    placebos : int
        Pretended changes that were tried.
    fit : float
        Share of the earlier variance that level and controls explain [1].
    controls, periods_before, periods_after : int
        What it rests on.
    grade : Grade
        Never better than quasi-experimental.
    """

    effect: Estimate
    relative: Estimate
    placebo_p: float
    placebos: int
    fit: float
    controls: int
    periods_before: int
    periods_after: int
    grade: Grade = Grade.QUASI


@dataclass(frozen=True, slots=True, kw_only=True)
class TestValue:
    """What one candidate test is worth to the decision.

    Parameters
    ----------
    name, metric : str
        The test, and the metric that it watches.
    weeks : float
        How long it takes.
    units_per_arm : int
        Best size of each arm.
    value, cost : float
        Expected value of what it would tell, and what it costs [currency].
    changes : float
        Probability that it would turn the decision round [1].
    share_of_perfect : float
        ``value`` as a share of what certainty about this metric would be worth [1].
    """

    __test__ = False

    name: str
    metric: str
    weeks: float
    units_per_arm: int
    value: float
    cost: float
    changes: float
    share_of_perfect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BestTest:
    """Candidate tests, the most worthwhile first.

    Parameters
    ----------
    tests : tuple of TestValue
        Ordered by value less cost.
    take_part_now : bool
        What the evidence says without a test.
    reading : str
        In a sentence.
    """

    tests: tuple[TestValue, ...]
    take_part_now: bool
    reading: str
