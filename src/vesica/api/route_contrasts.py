"""People who were assigned to a route beside people who chose the same one."""

from __future__ import annotations

from collections.abc import Iterable
from math import erfc, hypot, sqrt

from vesica.core.effect import Contrast, Design, Grade
from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding
from vesica.errors import EstimationError

__all__ = ["assigned", "estimate_of"]

_Z = 1.959964
_CHOSE = ("opt-in", "nominated", "nobody said")
"""Ways in that are a choice of people, their own or somebody else's."""


def estimate_of(finding: Finding) -> Estimate:
    """Return the estimate of a finding that has one."""
    value = finding.effect.estimate
    if not isinstance(value, Estimate):
        raise EstimationError("There is no estimate.", hint="Look at what was refused.")
    return value


def assigned(findings: Iterable[Finding]) -> tuple[Contrast, ...]:
    """Compare people who were assigned with people who chose the same route.

    An arm of which a check failed is graded "assumed", and is not compared.
    """
    made = []
    by_pair: dict[tuple[str, str], dict[Grade, Finding]] = {}
    for one in findings:
        e = one.effect
        if e.estimate is not None and e.grade in (Grade.RANDOMISED, Grade.ADJUSTED):
            chose = e.design is Design.OPT_IN and one.way in _CHOSE
            if e.grade is Grade.RANDOMISED or chose:
                by_pair.setdefault((e.route, e.outcome), {}).setdefault(e.grade, one)
    for (route, outcome), pair in sorted(by_pair.items()):
        if len(pair) == 2:
            made.append(_contrast(route, outcome, pair[Grade.RANDOMISED], pair[Grade.ADJUSTED]))
    return tuple(made)


def _contrast(route: str, outcome: str, first: Finding, second: Finding) -> Contrast:
    a, b = estimate_of(first), estimate_of(second)
    gap = a.value - b.value
    error = hypot(first.effect.standard_error or 0, second.effect.standard_error or 0)
    p = erfc(abs(gap) / error / sqrt(2)) if error else 1.0
    return Contrast(
        first=f"{route} on {outcome}, {first.way}",
        second=f"{route} on {outcome}, {second.way}",
        difference=Estimate(value=gap, low=gap - _Z * error, high=gap + _Z * error, level=a.level,
                            unit=a.unit, n=a.n + b.n),
        p_value=p,
        adjusted=p,
    )  # fmt: skip
