"""What an hour of participation does to a metric, and how well that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vesica.core.line_of_sight import Grade
from vesica.errors import EstimationError

__all__ = ["Effect", "combined", "rescaled", "set_by_hand"]

_WORST_FIRST = (Grade.SET, Grade.ASSUMED, Grade.ADJUSTED, Grade.QUASI, Grade.RANDOMISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Relative change of a metric where the leader takes part.

    Parameters
    ----------
    metric : str
        The metric.
    mean, standard_error : float
        As found where it was studied [1 per hour a week; 1 if ``as_run``].
    grade : Grade
        How it was found.
    discount : float
        Share of it that is not expected to carry over to here [1]. Half of what is taken away is
        added as a standard error, for the discount itself is a judgement.
    own_share : float
        Share that rests on this organisation's own data [1].
    as_run : bool
        Whether it is that of the route as the organisation ran it: then no hours enter.
    found : Grade or None
        How it was found, where it was carried over to other hours; then ``grade`` is assumed.
    held : str
        What is said where this stands in for an estimate that is held back; else empty.
    """

    metric: str
    mean: float
    standard_error: float
    grade: Grade
    discount: float = 0.0
    own_share: float = 0.0
    as_run: bool = False
    found: Grade | None = None
    held: str = ""

    def __post_init__(self) -> None:
        if self.standard_error < 0 or not 0 <= self.discount <= 1 or not 0 <= self.own_share <= 1:
            raise EstimationError(
                f"The effect on '{self.metric}' has standard error {self.standard_error},"
                f" discount {self.discount} and own share {self.own_share}.",
                hint="Errors are not negative; discount and own share lie between 0 and 1.",
            )

    @property
    def here(self) -> tuple[float, float]:
        """Mean and standard deviation after the discount, in the unit of ``mean``."""
        kept = (1 - self.discount) * self.mean
        doubt = self.discount * self.mean / 2
        return kept, (((1 - self.discount) * self.standard_error) ** 2 + doubt**2) ** 0.5


def set_by_hand(metric: str, mean: float) -> Effect:
    """Effect that somebody chose: whatever follows from it is a scenario."""
    return Effect(metric=metric, mean=mean, standard_error=0.0, grade=Grade.SET)


def rescaled(effect: Effect, *, hours: float) -> Effect:
    """Effect by the hour, from that of a route as it was run.

    That twice the hours change twice as much is an assumption, so that is its grade.

    Parameters
    ----------
    effect : Effect
        Of the route as it was run.
    hours : float
        Hours a week that the route took.
    """
    return replace(
        effect,
        mean=effect.mean / hours,
        standard_error=effect.standard_error / hours,
        grade=Grade.ASSUMED,
        own_share=0.0,
        as_run=False,
        found=effect.grade,
    )


def combined(sources: Sequence[Effect]) -> Effect:
    """One effect from several sources of one metric, each weighted by its precision.

    The grade is the worst among the sources that carry at least a tenth of the weight.

    Raises
    ------
    EstimationError
        If the sources are about several metrics or doses, or one claims to have no error.
    """
    names = {s.metric for s in sources}
    doses = {s.as_run for s in sources}
    if len(names) != 1 or len(doses) != 1 or any(s.here[1] == 0 for s in sources):
        raise EstimationError(
            f"Effects on {sorted(names)} cannot be combined.",
            hint="Combine sources of one metric and one dose, each with a standard error above 0.",
        )
    precision = [s.here[1] ** -2 for s in sources]
    total = sum(precision)
    weight = [p / total for p in precision]
    heavy = [s.grade for s, w in zip(sources, weight, strict=True) if w >= 0.1]
    return Effect(
        metric=sources[0].metric,
        mean=sum(w * s.here[0] for s, w in zip(sources, weight, strict=True)),
        standard_error=total**-0.5,
        grade=min(heavy, key=_WORST_FIRST.index),
        own_share=sum(w * s.own_share for s, w in zip(sources, weight, strict=True)),
        as_run=sources[0].as_run,
    )
