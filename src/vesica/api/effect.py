"""Which route works: effects of every route on every outcome, compared, released."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from vesica.api.route_evidence import RELATIONS, RouteEvidence, left_out, route_evidence
from vesica.api.route_findings import LEVEL, Found, find, find_metric
from vesica.api.route_priors import ALIASES
from vesica.causal.comparing import compare_routes
from vesica.core.canonical import canonical_json, result_hash
from vesica.core.effect import Contrast, Grade, RouteComparison
from vesica.core.estimate import Estimate
from vesica.core.released import Provenance, Released
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.effect import arm_label
from vesica.disclosure.gate import Members
from vesica.errors import EstimationError, UsageError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["digest_of", "effect", "findings"]

_FORMULA = (
    "by lot: mean of those drawn - mean of the others, at equal values before; in turn: change of"
    " those who began - change of those who had not, averaged over cohorts; at a cutoff: jump of"
    " the outcome there; by choice: mean of those who chose - weighted mean of people alike in"
    " what was known before, corrected by a model of the outcome"
)
_Z = 1.959964


def effect(workspace: Workspace, route: str = "", outcome: str = "") -> Released[RouteAnswer]:
    """Release the effects of one route or all, on one outcome or all.

    Raises
    ------
    EstimationError
        If there are no programmes or nothing that could be an outcome.
    UsageError
        If nobody took the route, or nothing of that name is measured.
    """
    request = Request(question="effect", purpose=Purpose.EFFECTS, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    evidence = route_evidence(workspace)
    answer = _answer(workspace, evidence, route, outcome)
    return workspace.gate.release(
        answer,
        question="effect",
        purpose=Purpose.EFFECTS,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.api.route_findings.find",
            relations=RELATIONS,
            rows=evidence.rows,
            run_id=digest_of(workspace),
            result_hash=result_hash(answer),
        ),
        members=_members(evidence),
    )


def digest_of(workspace: Workspace) -> str:
    """Name the evidence that an answer rests on."""
    inputs = [workspace.evidence.digest(), sorted(left_out(workspace))]
    return f"evidence {hashlib.sha256(canonical_json(inputs).encode()).hexdigest()[:16]}"


def _members(evidence: RouteEvidence) -> Members:
    """Who took each route by each way in, and who is their comparison arm."""
    units: dict[str, frozenset[str]] = {}
    for arm in evidence.arms:
        for took, label in ((True, "took part"), (False, "compared")):
            who = arm.person[arm.took_part == took]
            if who.size:
                name = arm_label(arm.route, arm.way, label)
                units[name] = frozenset(evidence.people[i] for i in who)
    return Members(people=frozenset(evidence.people), units=units)


def _answer(
    workspace: Workspace, evidence: RouteEvidence, route: str, outcome: str
) -> RouteAnswer:
    found = findings(evidence, route, outcome, seed=workspace.settings.workspace.seed)
    comparisons = () if route else _comparisons(workspace, found)
    return RouteAnswer(
        people=len(evidence.people),
        route=route,
        outcome=outcome,
        findings=tuple(f.finding for f in found),
        comparisons=comparisons,
        assigned=_assigned(found),
    )


def findings(
    evidence: RouteEvidence, route: str = "", outcome: str = "", *, seed: int
) -> tuple[Found, ...]:
    """Effects of the routes on the outcomes that were asked for, by route, outcome and way in.

    Parameters
    ----------
    evidence : RouteEvidence
        From :func:`vesica.api.route_evidence.route_evidence`.
    route, outcome : str
        One of each, or all if empty.
    seed : int
        Of everything that is drawn.

    Raises
    ------
    EstimationError, UsageError
        As in :func:`effect`.
    """
    routes = sorted({arm.route for arm in evidence.arms})
    outcomes = [o.name for o in evidence.outcomes] + list(evidence.metrics)
    if not routes:
        raise EstimationError(
            "Nobody took any route, as far as the evidence tells.",
            hint="Import the programmes with 'vesica import'; 'vesica health' says what is there.",
        )
    if not outcomes:
        raise EstimationError(
            "Nothing was measured before and after.",
            hint="Import measures, posts, nominations or metrics.",
        )
    for asked, known in ((route, routes), (outcome, outcomes)):
        if asked and asked not in known:
            raise UsageError(
                f"There is nothing called '{asked}' here.", hint=f"Known: {', '.join(known)}."
            )
    found: list[Found] = []
    for arm in evidence.arms:
        if route and arm.route != route:
            continue
        found += [
            find(evidence, arm, one, seed=seed)
            for one in evidence.outcomes
            if outcome in ("", one.name)
        ]
        found += [
            find_metric(evidence, arm, one, seed=seed)
            for one in evidence.metrics.values()
            if outcome in ("", one.name)
        ]
    return tuple(found)


def _usable(found: Found) -> bool:
    e = found.finding.effect
    return isinstance(e.estimate, Estimate) and e.grade is not Grade.ASSUMED


def _comparisons(workspace: Workspace, found: tuple[Found, ...]) -> tuple[RouteComparison, ...]:
    """Put routes beside each other, each by its best evidence; a failed check keeps one out."""
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
                effects=[_estimate(f.finding) for f in chosen],
                covariance=_covariance(chosen),
                rng=np.random.default_rng([workspace.settings.workspace.seed, 13]),
                cost=[_cost(workspace, r) for r in routes],
                level=LEVEL,
            )
        )
    return tuple(made)


def _estimate(finding: Finding) -> Estimate:
    value = finding.effect.estimate
    if not isinstance(value, Estimate):
        raise EstimationError("There is no estimate.", hint="Look at what was refused.")
    return value


def _covariance(found: list[Found]) -> np.ndarray:
    """Errors of the routes; those that are compared with the same people share some."""
    errors = [f.finding.effect.standard_error or 0.0 for f in found]
    out = np.diag(np.square(errors))
    for i, first in enumerate(found):
        for j, second in enumerate(found[:i]):
            if first.influence is not None and second.influence is not None:
                out[i, j] = out[j, i] = float(first.influence @ second.influence)
    return out


def _cost(workspace: Workspace, route: str) -> float | None:
    """Cost per person in thousands of the currency, where the settings say one."""
    known = workspace.settings.routes
    chosen = known.get(route) or known.get(ALIASES.get(route, ""))
    return chosen.cost / 1000 if chosen is not None and chosen.cost > 0 else None


def _assigned(found: tuple[Found, ...]) -> tuple[Contrast, ...]:
    """Compare people who were assigned with people who chose the same route."""
    made = []
    by_pair: dict[tuple[str, str], dict[Grade, Finding]] = {}
    for one in found:
        e = one.finding.effect
        if e.estimate is not None:
            pair = by_pair.setdefault((e.route, e.outcome), {})
            chose = one.finding.way in ("opt-in", "nominated", "nobody said")
            if e.grade is Grade.RANDOMISED or chose:
                pair.setdefault(Grade.ADJUSTED if chose else e.grade, one.finding)
    for (route, outcome), pair in sorted(by_pair.items()):
        if set(pair) != {Grade.RANDOMISED, Grade.ADJUSTED}:
            continue
        first, second = pair[Grade.RANDOMISED], pair[Grade.ADJUSTED]
        made.append(_contrast(route, outcome, first, second))
    return tuple(made)


def _contrast(route: str, outcome: str, first: Finding, second: Finding) -> Contrast:
    from scipy import stats

    a, b = _estimate(first), _estimate(second)
    gap = a.value - b.value
    error = float(np.hypot(first.effect.standard_error or 0, second.effect.standard_error or 0))
    p = float(2 * stats.norm.sf(abs(gap) / error)) if error else 1.0
    return Contrast(
        first=f"{route} on {outcome}, {first.way}",
        second=f"{route} on {outcome}, {second.way}",
        difference=Estimate(value=gap, low=gap - _Z * error, high=gap + _Z * error, level=LEVEL,
                            unit=a.unit, n=a.n + b.n),
        p_value=p,
        adjusted=p,
    )  # fmt: skip
