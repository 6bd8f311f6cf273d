"""Route effects, shrunk against the winner's curse, and joint draws of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from vesica.core.estimate import Estimate
from vesica.core.plan import RouteEffects, RoutePlan
from vesica.errors import EstimationError
from vesica.plan.problem import RouteProblem

__all__ = ["effect_draws", "expected_bridges", "outcomes", "shrink_effects"]

Floats = NDArray[np.float64]


def shrink_effects(estimate: Floats, standard_error: Floats) -> RouteEffects:
    """Pull the routes' estimates to their common mean, each by its own error.

    The route that looks best is chosen for its luck as well as for its effect. A single route has
    nothing to be pulled to and keeps its estimate.

    Parameters
    ----------
    estimate, standard_error : ndarray of float64, shape (n_routes,)
        [expected new bridges per person]

    Raises
    ------
    EstimationError
        If an estimate is not finite or a standard error is not positive.

    References
    ----------
    Paule & Mandel (1982), doi:10.6028/jres.087.022, for the spread; Morris (1983),
    doi:10.1080/01621459.1983.10477920, section 1, for the posterior.
    """
    if not (np.isfinite(estimate).all() and (standard_error > 0).all()):
        raise EstimationError(
            f"Effects {estimate.tolist()} with errors {standard_error.tolist()} are not usable.",
            hint="Give each route a finite effect and a standard error above 0.",
        )
    spread2 = _paule_mandel(estimate, standard_error)
    if estimate.size == 1:
        weight, centre, centre_var = np.ones(1), float(estimate[0]), 0.0
    else:
        precision = 1.0 / (spread2 + standard_error**2)
        centre, centre_var = float(precision @ estimate / precision.sum()), 1 / precision.sum()
        weight = spread2 * precision
    mean = weight * estimate + (1 - weight) * centre
    covariance = np.diag(weight * standard_error**2)
    covariance += np.outer(1 - weight, 1 - weight) * centre_var
    return RouteEffects(
        mean=mean,
        standard_error=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        weight=weight,
        spread=float(np.sqrt(spread2)),
    )


def effect_draws(effects: RouteEffects, *, n: int, rng: np.random.Generator) -> Floats:
    """Joint posterior draws of the routes' effects, shape (n, n_routes)."""
    return rng.multivariate_normal(effects.mean, effects.covariance, size=n, method="eigh")


def outcomes(problem: RouteProblem, plan: RoutePlan, draws: Floats) -> Floats:
    """New bridges of the plan under each draw of effects, shape (n_draws,) [people]."""
    on = plan.route >= 0
    reach = np.bincount(
        plan.route[on],
        weights=problem.exposure[on, plan.route[on]],
        minlength=len(problem.routes),
    )
    return draws @ reach


def expected_bridges(
    problem: RouteProblem, plan: RoutePlan, draws: Floats, *, level: float = 0.9
) -> Estimate:
    """Expected new bridges with the interval that the routes' effects leave open [people]."""
    value = outcomes(problem, plan, draws)
    low, high = np.quantile(value, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=plan.bridges,
        low=float(min(low, plan.bridges)),
        high=float(max(high, plan.bridges)),
        level=level,
        unit="people",
        n=int((plan.route >= 0).sum()),
    )


def _paule_mandel(estimate: Floats, standard_error: Floats) -> float:
    if estimate.size < 2:
        return 0.0

    def excess(spread2: float) -> float:
        weight = 1.0 / (spread2 + standard_error**2)
        centre = weight @ estimate / weight.sum()
        return float(weight @ (estimate - centre) ** 2) - (estimate.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    top = float(np.sum((estimate - estimate.mean()) ** 2)) + 1e-12
    while excess(top) > 0:
        top *= 2
    return float(brentq(excess, 0.0, top, xtol=1e-14))
