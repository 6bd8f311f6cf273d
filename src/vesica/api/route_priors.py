"""What is known of every route: estimates where the organisation has them, else declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from vesica.core.effect import Grade
from vesica.core.estimate import Estimate, Hidden
from vesica.core.route_names import common_name
from vesica.core.route_prior import RoutePrior
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.sdc import fewer_than
from vesica.errors import EstimationError, MissingExtraError, RefusedError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.core.route_answer import Finding, RouteAnswer
    from vesica.settings import RouteSettings

__all__ = ["known_priors", "route_priors"]

_DECLARED = (
    ("training", "expertise", 0.30, 0.20),
    ("stretch promotion", "influence", 0.20, 0.20),
    ("reverse mentoring", "expertise", 0.25, 0.25),
    ("reverse mentoring", "influence", 0.15, 0.20),
    ("leader participation", "expertise", 0.25, 0.25),
    ("sponsorship", "influence", 0.15, 0.20),
)
_HELD = (
    "this organisation has an estimate; it is held back until {n} people's evidence has changed"
)
_SKILLS = ("expertise", "influence")
_NOT_SET = -8.0
_Z = 1.959964


def route_priors(workspace: Workspace) -> tuple[RoutePrior, ...]:
    """Return what the plan starts from, one per route and outcome; see :func:`known_priors`."""
    return known_priors(workspace)[0]


def known_priors(
    workspace: Workspace,
) -> tuple[tuple[RoutePrior, ...], dict[tuple[str, str], str]]:
    """Return what plan and case start from, and what is said of estimates that are held back.

    The organisation's own estimate wins; where it has none, what ``[routes]`` sets; else what
    Vesica declares. Settings win over an estimate only with ``instead_of_estimate``, and are
    graded "assumed" all the same. Estimates are the released ones, and count only where no check
    failed. What was chosen by people themselves counts as adjusted, and says so. Where an estimate
    is held back, what stands in for it says so.

    Returns
    -------
    priors : tuple of RoutePrior
        One per route and outcome.
    held : dict of (str, str) to str
        Route and outcome → that there is an estimate, and until when it is held back.

    Raises
    ------
    RefusedError
        If answer and evidence no longer belong together, so that it takes another run.
    """
    declared = {
        (route, outcome): _assumed(route, outcome, mean, error, "declared, not estimated")
        for route, outcome, mean, error in _DECLARED
    }
    usual, instead = _set(workspace.settings.routes)
    estimates, held = _estimated(workspace)
    stand_in = {
        key: replace(prior, source=f"{prior.source}; {held[key]}") if key in held else prior
        for key, prior in (declared | usual).items()
    }
    known = stand_in | estimates | instead
    return tuple(known[key] for key in sorted(known)), held


def _estimated(
    workspace: Workspace,
) -> tuple[dict[tuple[str, str], RoutePrior], dict[tuple[str, str], str]]:
    request = Request(question="effect", purpose=Purpose.EFFECTS, audience=Audience.ANALYST)
    try:
        check(workspace.gate.policy, request)
    except RefusedError:  # the policy lets nobody here ask; any other refusal is let through
        return {}, {}
    try:
        answer = workspace.effect().value
    except (EstimationError, MissingExtraError):
        return {}, {}
    priors = [_prior(finding) for finding in _usable(answer)]
    estimates = {(p.route, p.outcome): p for p in priors}
    minimum = workspace.gate.policy.minimum_group
    held = {
        (common_name(f.effect.route), f.effect.outcome): _HELD.format(n=minimum)
        for f in _best(answer)
        if isinstance(f.effect.estimate, Hidden)
        and f.effect.estimate.why != fewer_than(minimum)
        and f.effect.grade is not Grade.ASSUMED
    }
    return estimates, {key: words for key, words in held.items() if key not in estimates}


def _set(
    routes: Mapping[str, RouteSettings],
) -> tuple[dict[tuple[str, str], RoutePrior], dict[tuple[str, str], RoutePrior]]:
    """Effects that the settings hold: where there is no estimate, and instead of one."""
    usual: dict[tuple[str, str], RoutePrior] = {}
    instead: dict[tuple[str, str], RoutePrior] = {}
    for name, chosen in sorted(routes.items()):
        route = common_name(name)
        for outcome in _SKILLS:
            value = getattr(chosen, outcome)
            if value <= _NOT_SET:
                continue
            into, source = usual, "set in vesica.toml"
            if chosen.instead_of_estimate:
                into, source = instead, f"{source}, instead of any estimate"
            into[route, outcome] = _assumed(route, outcome, value, chosen.standard_error, source)
    return usual, instead


def _assumed(route: str, outcome: str, mean: float, error: float, source: str) -> RoutePrior:
    return RoutePrior(
        route=route, outcome=outcome, mean=mean, standard_error=error, grade="assumed",
        source=source,
    )  # fmt: skip


def _best(answer: RouteAnswer) -> list[Finding]:
    pairs = dict.fromkeys((f.effect.route, f.effect.outcome) for f in answer.findings)
    best = [answer.best(route, outcome) for route, outcome in pairs]
    return [f for f in best if f is not None]


def _usable(answer: RouteAnswer) -> list[Finding]:
    return [
        f
        for f in _best(answer)
        if isinstance(f.effect.estimate, Estimate) and f.effect.grade is not Grade.ASSUMED
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
