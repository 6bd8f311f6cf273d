"""Which route works: the sealed effects, narrowed to what was asked, and released."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vesica.api.route_answers import KnownRoutes, digest_of, known_routes
from vesica.api.route_contrasts import assigned
from vesica.api.route_evidence import RELATIONS
from vesica.core.canonical import result_hash
from vesica.core.released import Provenance, Released
from vesica.core.route_answer import RouteAnswer
from vesica.disclosure.audience import Audience, Request, check
from vesica.errors import EstimationError, UsageError
from vesica.schema import Purpose

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["effect"]

_FORMULA = (
    "by lot: mean of those drawn - mean of the others, at equal values before; in turn: change of"
    " those who began - change of those who had not, averaged over cohorts; at a cutoff: jump of"
    " the outcome there; by choice: mean of those who chose - weighted mean of people alike in"
    " what was known before, corrected by a model of the outcome"
)

_CANNOT = {
    "persuasion": (
        (
            "No effect on persuasion can be told: nobody's persuasion is known before and after a"
            " route. A colleague's adoption counts for a person only within a campaign, campaigns"
            " differ in whom they reach, and few of a person's contacts adopt in any one period."
        ),
        (
            "It could be told with several campaigns before and after, each begun at random among"
            " the contacts of those who took part and of those who did not. Ask for influence or"
            " endorsement meanwhile; 'vesica persuasion' says whether people persuade one another"
            " here."
        ),
    ),
    "endorsement": (
        "No effect on endorsement can be told: no nomination for influence has a date.",
        "Import nominations with their dates, from before and after a route.",
    ),
}


def effect(workspace: Workspace, route: str = "", outcome: str = "") -> Released[RouteAnswer]:
    """Release the effects of one route or all, on one outcome or all.

    Raises
    ------
    EstimationError
        If there are no programmes or nothing that could be an outcome; or if it is persuasion, or
        endorsement without dates, with what data would tell.
    UsageError
        If nobody took the route, or nothing of that name is measured.
    """
    request = Request(question="effect", purpose=Purpose.EFFECTS, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)
    known = known_routes(workspace)
    _can_be_asked(known, route, outcome)
    answer = _narrowed(known.answer, route, outcome)
    return workspace.gate.release(
        answer,
        question="effect",
        purpose=Purpose.EFFECTS,
        audience=Audience.ANALYST,
        provenance=Provenance(
            formula=_FORMULA,
            method="vesica.api.route_findings.find",
            relations=RELATIONS,
            rows=known.rows,
            run_id=digest_of(workspace),
            result_hash=result_hash(answer),
        ),
        members=known.members,
    )


def _can_be_asked(known: KnownRoutes, route: str, outcome: str) -> None:
    if not known.routes:
        raise EstimationError(
            "Nobody took any route, as far as the evidence tells.",
            hint="Import the programmes with 'vesica import'; 'vesica health' says what is there.",
        )
    if not known.outcomes:
        raise EstimationError(
            "Nothing was measured before and after.",
            hint="Import measures, posts, nominations or metrics.",
        )
    if outcome in _CANNOT and outcome not in known.outcomes:
        message, hint = _CANNOT[outcome]
        raise EstimationError(message, hint=hint)
    for asked, names in ((route, known.routes), (outcome, known.outcomes)):
        if asked and asked not in names:
            raise UsageError(
                f"There is nothing called '{asked}' here.", hint=f"Known: {', '.join(names)}."
            )


def _narrowed(answer: RouteAnswer, route: str, outcome: str) -> RouteAnswer:
    found = tuple(
        f
        for f in answer.findings
        if route in ("", f.effect.route) and outcome in ("", f.effect.outcome)
    )
    beside = () if route else (c for c in answer.comparisons if outcome in ("", c.outcome))
    return replace(
        answer,
        route=route,
        outcome=outcome,
        findings=found,
        comparisons=tuple(beside),
        assigned=assigned(found),
    )
