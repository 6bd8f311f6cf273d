"""Routes against each other: differences, shrinkage, cost, and which is best."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from vesica.causal.holm import holm
from vesica.core.effect import Contrast, RouteComparison, RouteEffect
from vesica.core.estimate import Estimate
from vesica.errors import EstimationError

__all__ = ["DRAWS", "compare_routes", "shrink"]

Floats = NDArray[np.float64]

DRAWS = 20_000


def shrink(*, values: Floats, covariance: Floats) -> tuple[Floats, Floats, float]:
    """Draw effects towards their average by as much as their errors ask for.

    Parameters
    ----------
    values : ndarray of float64, shape (n_routes,)
        Effects.
    covariance : ndarray of float64, shape (n_routes, n_routes)
        Of their errors.

    Returns
    -------
    means : ndarray of float64, shape (n_routes,)
        Posterior means under a normal spread of true effects, its variance from the
        Paule–Mandel equation.
    covariance : ndarray of float64, shape (n_routes, n_routes)
        Posterior, with the error of the average.
    spread : float
        Standard deviation of the true effects.

    References
    ----------
    Paule & Mandel (1982), doi:10.6028/jres.087.022; Morris (1983),
    doi:10.1080/01621459.1983.10477920.
    """
    k = values.size
    one = np.ones(k)
    if k < 3:  # two values cannot tell a spread from error: nothing is shrunk
        return values.copy(), covariance.copy(), float("nan")

    def excess(variance: float) -> float:
        V = np.linalg.inv(covariance + variance * np.eye(k))
        centre = one @ V @ values / (one @ V @ one)
        rest = values - centre
        return float(rest @ V @ rest) - (k - 1)

    variance = 0.0
    if excess(0.0) > 0:
        top = float(np.var(values)) * k + 1e-300
        while excess(top) > 0:
            top *= 2
        variance = float(brentq(excess, 0.0, top))
    V = np.linalg.inv(covariance + variance * np.eye(k))
    pull = covariance @ V
    weight = V @ one / (one @ V @ one)
    means = values - pull @ (values - weight @ values)
    posterior = covariance - pull @ covariance + np.outer(pull @ one, pull @ one) / (one @ V @ one)
    return means, (posterior + posterior.T) / 2, float(np.sqrt(variance))


def compare_routes(
    *,
    outcome: str,
    routes: Sequence[str],
    effects: Sequence[Estimate],
    covariance: Floats,
    rng: np.random.Generator,
    cost: Sequence[float | None] | None = None,
    level: float = 0.95,
) -> RouteComparison:
    """Compare routes by their effects on one outcome.

    Parameters
    ----------
    outcome : str
        What was measured.
    routes : sequence of str, length n_routes
        Names.
    effects : sequence of Estimate, length n_routes
        Effects, in one unit.
    covariance : ndarray of float64, shape (n_routes, n_routes)
        Of their errors; routes compared with the same people share some.
    rng : numpy.random.Generator
        For the probability of being best.
    cost : sequence of float or None, optional
        Per person, in any one unit.
    level : float
        Probability of the intervals.

    Raises
    ------
    EstimationError
        If there are fewer than two routes, or a cost is not positive.
    """
    if len(routes) < 2:
        raise EstimationError(
            f"{len(routes)} route has an effect; a comparison needs two.",
            hint="Look at the effect of each route first, and at what was refused.",
        )
    costs = list(cost) if cost is not None else [None] * len(routes)
    if any(c is not None and c <= 0 for c in costs):
        raise EstimationError(
            f"Costs must be above zero; given are {costs}.", hint="Leave unknown costs out."
        )
    values = np.array([e.value for e in effects])
    means, posterior, spread = shrink(values=values, covariance=covariance)
    z = float(stats.norm.ppf((1 + level) / 2))
    drawn = rng.multivariate_normal(means, posterior, size=DRAWS, method="eigh")
    best = np.bincount(np.argmax(drawn, axis=1), minlength=values.size) / DRAWS
    unit = effects[0].unit

    def interval(value: float, error: float, n: int, per: float = 1.0) -> Estimate:
        ends = value / per - z * error / per, value / per + z * error / per
        measure = unit if per == 1.0 else f"{unit} per unit of cost"
        return Estimate(value=value / per, low=ends[0], high=ends[1], level=level, unit=measure,
                        n=n)  # fmt: skip

    errors = np.sqrt(np.diag(posterior))
    shown = tuple(
        RouteEffect(
            route=name,
            effect=effect,
            shrunk=interval(m, s, effect.n),
            per_cost=None if c is None else interval(m, s, effect.n, c),
            best=float(b),
        )
        for name, effect, m, s, c, b in zip(
            routes, effects, means.tolist(), errors.tolist(), costs, best, strict=True
        )
    )
    pairs = list(combinations(range(len(routes)), 2))
    gaps = [float(values[i] - values[j]) for i, j in pairs]
    sds = [
        float(np.sqrt(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]))
        for i, j in pairs
    ]
    p_values = [float(2 * stats.norm.sf(abs(g) / s)) for g, s in zip(gaps, sds, strict=True)]
    contrasts = tuple(
        Contrast(
            first=routes[i],
            second=routes[j],
            difference=interval(g, s, effects[i].n + effects[j].n),
            p_value=p,
            adjusted=a,
        )
        for (i, j), g, s, p, a in zip(pairs, gaps, sds, p_values, holm(p_values), strict=True)
    )
    return RouteComparison(outcome=outcome, routes=shown, contrasts=contrasts, spread=spread)
