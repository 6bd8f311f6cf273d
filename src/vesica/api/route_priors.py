"""What is known of every route: declared, until the organisation has estimates of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.core.route_prior import RoutePrior

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["route_priors"]

_DECLARED = (
    ("training", "expertise", 0.30, 0.20),
    ("stretch promotion", "influence", 0.20, 0.20),
    ("reverse mentoring", "expertise", 0.25, 0.25),
    ("leader participation", "expertise", 0.25, 0.25),
    ("sponsorship", "influence", 0.15, 0.20),
)


def route_priors(workspace: Workspace) -> tuple[RoutePrior, ...]:
    """Return what the plan and the case start from, one per route and outcome."""
    return tuple(
        RoutePrior(
            route=route,
            outcome=outcome,
            mean=mean,
            standard_error=error,
            grade="assumed",
            source="declared, not estimated",
        )
        for route, outcome, mean, error in _DECLARED
    )
