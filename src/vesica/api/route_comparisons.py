"""Routes beside each other on one outcome, each by its best evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from vesica.api.route_contrasts import estimate_of
from vesica.api.route_findings import LEVEL, Found
from vesica.causal.comparing import compare_routes
from vesica.core.effect import Grade, RouteComparison
from vesica.core.estimate import Estimate

__all__ = ["comparisons"]


def _usable(found: Found) -> bool:
    e = found.finding.effect
    return isinstance(e.estimate, Estimate) and e.grade is not Grade.ASSUMED


def comparisons(
    found: Sequence[Found], *, cost: Mapping[str, float], seed: int
) -> tuple[RouteComparison, ...]:
    """Put routes beside each other, each by its best evidence; a failed check keeps one out.

    Parameters
    ----------
    found : sequence of Found
        Effects of all routes on all outcomes.
    cost : mapping of str to float
        Cost of each route per person [thousands of the currency], where one is known.
    seed : int
        Of the draws.
    """
    order = list(Grade)
    made = []
    by_outcome = sorted((f for f in found if _usable(f)), key=lambda f: f.finding.effect.outcome)
    for name, group in groupby(by_outcome, key=lambda f: f.finding.effect.outcome):
        best: dict[str, Found] = {}
        for one in sorted(group, key=lambda f: order.index(f.finding.effect.grade)):
            best.setdefault(one.finding.effect.route, one)
        routes = sorted(best)
        if len(routes) < 2:
            continue
        chosen = [best[r] for r in routes]
        made.append(
            compare_routes(
                outcome=name,
                routes=routes,
                effects=[estimate_of(f.finding) for f in chosen],
                covariance=_covariance(chosen),
                rng=np.random.default_rng([seed, 13]),
                cost=[cost.get(r) for r in routes],
                level=LEVEL,
            )
        )
    return tuple(made)


def _covariance(found: list[Found]) -> np.ndarray:
    """Errors of the routes; those that are compared with the same people share some."""
    errors = [f.finding.effect.standard_error or 0.0 for f in found]
    out = np.diag(np.square(errors))
    for i, first in enumerate(found):
        for j, second in enumerate(found[:i]):
            if first.influence is not None and second.influence is not None:
                out[i, j] = out[j, i] = float(first.influence @ second.influence)
    return out
