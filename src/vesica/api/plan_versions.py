"""Versions of the plan as they are stored: who may see them, what holds on them, their release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesica.api.overlap import members
from vesica.api.pairs import provenance_of
from vesica.api.planning import PlanningData
from vesica.core.plan_answer import Decision, PlanAnswer
from vesica.core.released import Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.errors import NotFoundError
from vesica.schema import Purpose
from vesica.store.plans import PUBLISH, Place, StoredDecision, StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = [
    "FORMULA",
    "METHOD",
    "allowed",
    "decisions_on",
    "may_be_shown",
    "released",
    "status_of",
    "told",
    "version_of",
]

FORMULA = (
    "gain = rise in a person's chance of having both skills if the route does what it is expected"
    " to, once per person, also in several pairs; money and hours of reverse mentoring count once"
    " per mentor; plan = the largest total under budget, hours, seats, comfort zones,"
    " restrictions and decisions (mixed-integer programme with a bound);"
    " a share of places goes by lot"
)
METHOD = "vesica.plan.routes.plan_routes"


def allowed(workspace: Workspace) -> None:
    """Check that the seat of the workspace may ask for a plan."""
    request = Request(question="plan", purpose=Purpose.BRIDGES, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)


def released(workspace: Workspace, answer: PlanAnswer, data: PlanningData) -> Released[PlanAnswer]:
    """Release what is known of a version."""
    return workspace.gate.release(
        answer,
        question="plan",
        purpose=Purpose.BRIDGES,
        audience=Audience.ANALYST,
        provenance=provenance_of(data, answer, FORMULA, METHOD),
        members=members(data.run),
        consents=data.consents,
    )


def version_of(workspace: Workspace, version: int | None) -> StoredPlan:
    """Return a stored version; the newest if none is named."""
    book = workspace.state.plans
    if version is not None:
        return book.one(version)
    known = book.all()
    if not known:
        raise NotFoundError("There is no plan yet.", hint="Make one: vesica plan --budget 50000.")
    return known[-1]


def status_of(workspace: Workspace, version: int) -> str:
    """Whether a version is a draft, published, or replaced by a later one."""
    made = [d.plan for d in workspace.state.plans.decisions() if d.action == PUBLISH]
    if version not in made:
        return "draft"
    return "published" if made[-1] == version else "replaced"


def may_be_shown(place: Place, data: PlanningData) -> bool:
    """Whether everybody in a place still opts in, and is still in the run.

    Whoever objects to a purpose that scores rest on is in no later run: an opt-in to plans does
    not keep that person in an earlier one by name.
    """
    people = {place.person_id} | ({place.other_id} if place.other_id else set())
    return people <= data.shown


def decisions_on(workspace: Workspace, version: int) -> tuple[StoredDecision, ...]:
    """Decisions on the versions that this one was made from, and its own publication."""
    book = workspace.state.plans
    made = book.decisions(*book.line(version))
    return tuple(d for d in made if d.action != PUBLISH or d.plan == version)


def told(workspace: Workspace, data: PlanningData, made: StoredDecision) -> Decision:
    """Return a decision with the names of those who opted in and are in the run."""
    names = workspace.vault.names()

    def name(person_id: str | None) -> str:
        if person_id is None:
            return ""
        if person_id not in data.shown:
            return "somebody who is no longer shown here"
        return names.get(person_id, "somebody without a name")

    return Decision(
        version=made.plan,
        time=made.time,
        by=made.by,
        action=made.action,
        person=name(made.person_id),
        other=name(made.other_id),
        route=made.route,
        reason=made.reason,
    )
