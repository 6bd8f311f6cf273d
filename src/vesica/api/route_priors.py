"""What is known of every route: estimates where the organisation has them, else declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.core.effect import Grade
from vesica.core.estimate import Estimate
from vesica.core.route_names import common_name
from vesica.core.route_prior import RoutePrior
from vesica.errors import EstimationError, MissingExtraError, RefusedError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.route_answer import Finding, RouteAnswer

__all__ = ["route_priors"]

_DECLARED = (
    ("training", "expertise", 0.30, 0.20),
    ("stretch promotion", "influence", 0.20, 0.20),
    ("reverse mentoring", "expertise", 0.25, 0.25),
    ("leader participation", "expertise", 0.25, 0.25),
    ("sponsorship", "influence", 0.15, 0.20),
)
_SKILLS = ("expertise", "influence")
_Z = 1.959964


def route_priors(workspace: Workspace) -> tuple[RoutePrior, ...]:
    """Return what the plan and the case start from, one per route and outcome.

    Estimates are the released ones, and count only where no check failed. What was chosen by
    people themselves counts as adjusted, and says so. Settings under ``[routes]`` are what the
    organisation assumes where it has no estimate.
    """
    known = _declared(workspace)
    try:
        answer = workspace.effect().value
    except (EstimationError, RefusedError, MissingExtraError):
        return tuple(known[key] for key in sorted(known))
    for finding in _usable(answer):
        prior = _prior(finding)
        known[prior.route, prior.outcome] = prior
    return tuple(known[key] for key in sorted(known))


def _declared(workspace: Workspace) -> dict[tuple[str, str], RoutePrior]:
    known = {}
    for route, outcome, mean, error in _DECLARED:
        known[route, outcome] = _assumed(route, outcome, mean, error, "declared, not estimated")
    for route, chosen in workspace.settings.routes.items():
        for outcome in _SKILLS:
            value = getattr(chosen, outcome)
            if value > -8:
                known[route, outcome] = _assumed(
                    route, outcome, value, chosen.standard_error, "declared in the settings"
                )
    return known


def _assumed(route: str, outcome: str, mean: float, error: float, source: str) -> RoutePrior:
    return RoutePrior(
        route=route, outcome=outcome, mean=mean, standard_error=error, grade="assumed",
        source=source,
    )  # fmt: skip


def _usable(answer: RouteAnswer) -> list[Finding]:
    pairs = dict.fromkeys((f.effect.route, f.effect.outcome) for f in answer.findings)
    best = [answer.best(route, outcome) for route, outcome in pairs]
    return [
        f
        for f in best
        if f is not None
        and isinstance(f.effect.estimate, Estimate)
        and f.effect.grade is not Grade.ASSUMED
    ]


def _prior(finding: Finding) -> RoutePrior:
    e = finding.effect
    value = e.estimate
    if not isinstance(value, Estimate):
        raise EstimationError("There is no estimate.", hint="Look at what was refused.")
    return RoutePrior(
        route=common_name(e.route),
        outcome=e.outcome,
        mean=value.value,
        standard_error=(value.high - value.low) / 2 / _Z,
        grade=str(e.grade),
        source=f"estimated here, {finding.way}, {finding.began}",
    )
