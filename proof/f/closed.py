"""Monte Carlo against the closed form, on the common forms of bonus plans."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import integrate, stats

from proof.figure import Figure
from proof.registry import proof
from vesica.core.payout import Curve, Shape
from vesica.incentives.payout import curve_pay, expected_pay

__all__ = ["closed"]

# Declared before the first run. 48 cells at three errors: .13 alarms are expected by chance.
DRAWS = 100_000
SEED = 630_000
FORMS = {
    "linear": Curve(metric="m", at=(90, 100, 115), pays=(0.5, 1, 2)),
    "linear, no jump": Curve(metric="m", at=(80, 100, 120), pays=(0, 1, 2)),
    "step": Curve(metric="m", at=(90, 100, 110), pays=(0.5, 1, 1.5), shape=Shape.STEP),
    "all or nothing": Curve(metric="m", at=(100,), pays=(1,)),
    "accelerated": Curve(metric="m", at=(90, 100, 105, 115), pays=(0.5, 1, 1.2, 2.5)),
    "uncapped": Curve(metric="m", at=(90, 100), pays=(0.5, 1), beyond=0.1),
    "lower is better": Curve(metric="m", at=(110, 100, 85), pays=(0.5, 1, 2)),
    "with a floor": Curve(metric="m", at=(90, 100, 115), pays=(0.5, 1, 2), floor=0.25),
}
PLACES = ((100.0, 5.0), (85.0, 4.0), (120.0, 8.0), (90.0, 1.0), (100.0, 20.0), (112.0, 3.0))


def _integral(curve: Curve, mean: float, sd: float) -> float:
    """By quadrature, stretch by stretch: shares no code with the closed form."""
    inside = {k for k in curve.at if abs(k - mean) < 9 * sd}
    ends = sorted({mean - 9 * sd, *inside, mean + 9 * sd})
    return sum(
        integrate.quad(lambda x: float(curve_pay(curve, x)) * stats.norm.pdf(x, mean, sd), a, b)[0]
        for a, b in pairwise(ends)
    )


@proof("F.closed")
def closed() -> tuple[Figure, ...]:
    """Expected pay by draws, in closed form and by quadrature, on eight forms."""
    out = []
    for k, (form, curve) in enumerate(FORMS.items()):
        worst, gap = 0.0, 0.0
        for j, (mean, sd) in enumerate(PLACES):
            rng = np.random.default_rng(SEED + 100 * k + j)
            drawn = curve_pay(curve, mean + sd * rng.standard_normal(DRAWS))
            exact = expected_pay(curve, mean=mean, sd=sd)
            error = max(float(drawn.std()) / DRAWS**0.5, 1e-9)
            worst = max(worst, abs(float(drawn.mean()) - exact) / error)
            gap = max(gap, abs(exact - _integral(curve, mean, sd)))
        out += [
            Figure(
                id=f"F.closed.draws[{form}]",
                what="largest distance of draws from the closed form [Monte Carlo errors]",
                value=worst,
                target="<= 3",
                holds=worst <= 3,
                note=f"{len(PLACES)} places of the metric, {DRAWS:,} draws each.",
            ),
            Figure(
                id=f"F.closed.quadrature[{form}]",
                what="largest distance of quadrature from the closed form [share of target]",
                value=gap,
                target="< 1e-6",
                holds=gap < 1e-6,
            ),
        ]
    return tuple(out)
