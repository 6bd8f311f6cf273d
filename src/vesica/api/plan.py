"""The plan: make it, show it, decide on it, publish it; each person sees the own part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from vesica.api.consents import consents
from vesica.api.overlap import members
from vesica.api.pairs import provenance_of
from vesica.api.people import owner
from vesica.api.planning import PlanningData, gather
from vesica.api.planning_version import (
    PAIRED,
    Asked,
    asked_of,
    figures_of,
    make,
    problem_of,
)
from vesica.api.planning_words import found, named
from vesica.api.running import current_run
from vesica.core.bridges import (
    Assignment,
    Decision,
    OwnMeeting,
    OwnPlan,
    PairRow,
    PlanAnswer,
)
from vesica.core.canonical import result_hash
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.disclosure.gate import Members
from vesica.errors import NotFoundError, RefusedError, UsageError
from vesica.schema import Purpose
from vesica.store.plans import FREE, LOCK, PUBLISH, VETO, Place, StoredDecision, StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["decide", "listed", "mine", "plan", "publish", "show", "swap"]

_FORMULA = (
    "gain = rise in a person's chance of having both skills if the route does what it is expected"
    " to; plan = the largest total under budget, hours, seats, comfort zones, restrictions and"
    " decisions (mixed-integer programme with a bound); a share of places goes by lot"
)
_METHOD = "vesica.plan.routes.plan_routes"


def plan(
    workspace: Workspace,
    *,
    budget: float | None = None,
    hours: float | None = None,
    horizon: int = 26,
    objective: str = "bridges",
) -> Released[PlanAnswer]:
    """Make a new plan and release it as a draft; see :meth:`.Workspace.plan`.

    Raises
    ------
    UsageError
        If neither budget nor hours are given, or the rules cannot all hold.
    """
    _allowed(workspace)
    if budget is None and hours is None:
        raise UsageError(
            "A plan needs a limit.",
            hint="Say what it may cost: --budget 50000, or --hours 1000, or both.",
        )
    asked = Asked(objective=objective, budget=budget, hours=hours, horizon=horizon)
    made = make(workspace, asked)
    if isinstance(made, PlanAnswer):
        return _released(workspace, made, gather(workspace))
    return show(workspace, made)


def show(
    workspace: Workspace, version: int | None = None, *, why_not: str | None = None
) -> Released[PlanAnswer]:
    """Release one version, the newest if none is named.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    version : int or None
        Its number.
    why_not : str, optional
        Somebody without a place, of whom it is asked why.

    Raises
    ------
    NotFoundError
        If there is no such version.
    """
    _allowed(workspace)
    stored = _stored(workspace, version)
    data = gather(workspace)
    person, book = named(workspace, data), workspace.state.plans
    places = [p for p in book.places(stored.number) if _may(p, data)]
    answer = replace(
        figures_of(stored),
        version=stored.number,
        status=_status(workspace, stored.number),
        assignments=tuple(
            Assignment(
                person=person(p.person_id), route=p.route, gain=p.gain, how=p.how, why=p.why
            )
            for p in places
            if p.other_id is None
        ),
        pairs=tuple(
            PairRow(
                mentor=person(p.person_id),
                leader=person(p.other_id),
                mentor_gain=p.gain,
                leader_gain=p.other_gain or 0.0,
                lead=None,
                locked=p.how != PAIRED,
                why=p.why,
            )
            for p in places
            if p.other_id is not None
        ),
        decisions=tuple(_told(workspace, data, d) for d in _holding(workspace, stored.number)),
        left=len(book.places(stored.number)) - len(places),
        asked=(_why_not(workspace, stored, why_not),) if why_not else (),
    )
    return _released(workspace, answer, data)


def listed(workspace: Workspace) -> tuple[dict[str, object], ...]:
    """Versions, oldest first: number, parent, time, who made it, status, limits, bridges."""
    _allowed(workspace)
    digits = workspace.gate.policy.digits
    out: list[dict[str, object]] = []
    for stored in workspace.state.plans.all():
        figures = figures_of(stored)
        value = getattr(figures.bridges, "value", 0.0)
        out.append(
            {
                "version": stored.number,
                "from": stored.parent,
                "made": stored.time[:16].replace("T", " "),
                "by": stored.actor,
                "status": _status(workspace, stored.number),
                "objective": figures.objective,
                "budget": figures.budget,
                "places": sum(r.chosen + r.drawn for r in figures.routes),
                "bridges": float(f"{value:.{digits}g}"),
            }
        )
    return tuple(out)


def decide(
    workspace: Workspace,
    version: int,
    action: str,
    person: str,
    *,
    by: str,
    reason: str,
    route: str = "",
    leader: str | None = None,
) -> Released[PlanAnswer]:
    """Record a decision and make the plan again under it.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    version : int
        Version that was looked at.
    action : str
        ``"lock"``, ``"veto"`` or ``"free"``.
    person : str
        Employee number or e-mail address; the reverse mentor of a pair.
    by, reason : str
        Name of the human who decides, and why.
    route : str
        Which route; a veto without one is of all, and 'free' without one frees from everything.
    leader : str, optional
        The leader of a pair.

    Raises
    ------
    UsageError
        If the decision is not whole, or the rules cannot all hold with it; nothing is recorded.
    """
    _allowed(workspace)
    _named_human(by, reason)
    if action == LOCK and not route and leader is None:
        raise UsageError("A lock needs a route.", hint="Add --route training, or --with LEADER.")
    stored = _stored(workspace, version)
    data = gather(workspace)
    known = [line.route for line in figures_of(stored).routes]
    if route and route not in known:
        raise UsageError(f"There is no route '{route}'.", hint=f"Routes: {', '.join(known)}.")
    who = data.ids[found(workspace, data, person)]
    other = None if leader is None else data.ids[found(workspace, data, leader)]
    wanted = known if action == VETO and not route and other is None else [route]
    return _again(
        workspace,
        stored,
        [_decision(workspace, version, action, by, reason, who, other, r) for r in wanted],
    )


def swap(
    workspace: Workspace, version: int, first: str, second: str, *, by: str, reason: str
) -> Released[PlanAnswer]:
    """Give two people each other's route, and make the plan again around that.

    Raises
    ------
    UsageError
        If neither has a route in this version, or both have the same.
    """
    _allowed(workspace)
    _named_human(by, reason)
    stored = _stored(workspace, version)
    data = gather(workspace)
    people = [data.ids[found(workspace, data, key)] for key in (first, second)]
    routes = {
        p.person_id: p.route
        for p in workspace.state.plans.places(stored.number)
        if p.other_id is None
    }
    have = [routes.get(person, "") for person in people]
    if have[0] == have[1]:
        raise UsageError(
            "Both have the same route." if have[0] else "Neither has a route in this version.",
            hint="Look at the version: vesica plan show.",
        )
    made = []
    for person, own, new in zip(people, have, reversed(have), strict=True):
        if own:
            made.append(_decision(workspace, version, VETO, by, reason, person, None, own))
        if new:
            made.append(_decision(workspace, version, LOCK, by, reason, person, None, new))
    return _again(workspace, stored, made)


def publish(workspace: Workspace, version: int, *, by: str, reason: str) -> Released[PlanAnswer]:
    """Publish a version: from now on each person sees the own part.

    Raises
    ------
    RefusedError
        If the run has changed since, somebody in it no longer opts in, or a rule is broken.
    """
    _allowed(workspace)
    _named_human(by, reason)
    stored = _stored(workspace, version)
    data = gather(workspace)
    gone = sum(not _may(p, data) for p in workspace.state.plans.places(version))
    broken = figures_of(stored).broken
    again = "Make the plan again: vesica plan, with the same limits."
    if stored.run_id != data.run.id:
        raise RefusedError("The plan rests on an earlier run.", hint=again)
    if gone:
        raise RefusedError("Somebody in the plan no longer opts in.", hint=again)
    if broken:
        raise RefusedError(f"The plan breaks {', '.join(broken)}.", hint=again)
    with workspace.state.transaction():
        workspace.state.plans.decide(
            [_decision(workspace, version, PUBLISH, by, reason, None, None, "")]
        )
        workspace.state.audit.append(workspace.actor, "plan published", version=version, by=by)
    return show(workspace, version)


def mine(workspace: Workspace, code: str) -> Released[OwnPlan]:
    """Release to a person the own part of the plan that was published last.

    Raises
    ------
    RefusedError
        If the passphrase is wrong.
    """
    person_id = owner(workspace, code)
    granted = consents(workspace, Purpose.BRIDGES).granted
    own = _own(workspace, person_id, granted)
    return workspace.gate.release(
        own,
        question="own plan",
        purpose=Purpose.BRIDGES,
        audience=Audience.SELF,
        provenance=Provenance(
            formula=_FORMULA,
            method=_METHOD,
            relations=(),
            rows=(),
            run_id=current_run(workspace).id,
            result_hash=result_hash(own),
        ),
        members=Members(people=frozenset({person_id}), units={}),
        person=person_id,
        consents=consents(workspace, Purpose.BRIDGES),
    )


def _allowed(workspace: Workspace) -> None:
    request = Request(question="plan", purpose=Purpose.BRIDGES, audience=Audience.ANALYST)
    check(workspace.gate.policy, request)


def _released(
    workspace: Workspace, answer: PlanAnswer, data: PlanningData
) -> Released[PlanAnswer]:
    return workspace.gate.release(
        answer,
        question="plan",
        purpose=Purpose.BRIDGES,
        audience=Audience.ANALYST,
        provenance=provenance_of(data, answer, _FORMULA, _METHOD),
        members=members(data.run),
        consents=data.consents,
    )


def _stored(workspace: Workspace, version: int | None) -> StoredPlan:
    book = workspace.state.plans
    if version is not None:
        return book.one(version)
    known = book.all()
    if not known:
        raise NotFoundError("There is no plan yet.", hint="Make one: vesica plan --budget 50000.")
    return known[-1]


def _status(workspace: Workspace, version: int) -> str:
    made = [d.plan for d in workspace.state.plans.decisions() if d.action == PUBLISH]
    if version not in made:
        return "draft"
    return "published" if made[-1] == version else "replaced"


def _may(place: Place, data: PlanningData) -> bool:
    people = {place.person_id} | ({place.other_id} if place.other_id else set())
    return people <= data.consents.granted


def _holding(workspace: Workspace, version: int) -> tuple[StoredDecision, ...]:
    """Decisions on the versions that this one was made from, and its own publication."""
    book = workspace.state.plans
    made = book.decisions(*book.line(version))
    return tuple(d for d in made if d.action != PUBLISH or d.plan == version)


def _told(workspace: Workspace, data: PlanningData, made: StoredDecision) -> Decision:
    names = workspace.vault.names()

    def name(person_id: str | None) -> str:
        if person_id is None:
            return ""
        if person_id not in data.consents.granted:
            return "somebody who no longer opts in"
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


def _named_human(by: str, reason: str) -> None:
    if len(by.strip()) < 2 or len(reason.strip()) < 2:
        raise UsageError(
            "A decision needs a name and a reason.",
            hint='Add --by "Ada Lovelace" --reason "on leave until May".',
        )


def _decision(
    workspace: Workspace,
    version: int,
    action: str,
    by: str,
    reason: str,
    person: str | None,
    other: str | None,
    route: str,
) -> StoredDecision:
    if action not in (LOCK, VETO, FREE, PUBLISH):
        raise UsageError(f"There is no decision '{action}'.", hint="lock, veto, free or publish.")
    return StoredDecision(
        plan=version,
        actor=workspace.actor,
        by=by.strip(),
        action=action,
        reason=reason.strip(),
        person_id=person,
        other_id=other,
        route=route,
    )


def _again(
    workspace: Workspace, stored: StoredPlan, pending: Sequence[StoredDecision]
) -> Released[PlanAnswer]:
    book = workspace.state.plans
    earlier = [d for d in book.decisions(*book.line(stored.number)) if d.action != PUBLISH]
    made = make(
        workspace,
        asked_of(stored),
        parent=stored.number,
        decisions=earlier,
        pending=pending,
    )
    if isinstance(made, PlanAnswer):
        raise UsageError("Nobody is left to plan with.", hint="Free or unveto somebody.")
    for d in pending:
        detail = {"person": d.person_id} if d.person_id else {}
        workspace.state.audit.append(
            workspace.actor, f"plan {d.action}", version=d.plan, by=d.by, route=d.route, **detail
        )
    return show(workspace, made)


def _why_not(workspace: Workspace, stored: StoredPlan, key: str) -> Assignment:
    decisions = _holding(workspace, stored.number)
    data, table, problem = problem_of(workspace, stored, decisions)
    at = found(workspace, data, key)
    person = named(workspace, data)(data.ids[at])
    places = [p for p in workspace.state.plans.places(stored.number) if p.other_id is None]
    own = [p for p in places if p.person_id == data.ids[at]]
    if own:
        return Assignment(
            person=person,
            route=own[0].route,
            gain=own[0].gain,
            how=own[0].how,
            why=f"Has a place. {own[0].why}",
        )
    gains = np.where(
        problem.routes.eligible[at] & ~problem.routes.vetoed[at], problem.routes.gain[at], 0.0
    )
    if gains.max(initial=0.0) <= 0:
        rules = [rule for rule, cells in problem.closed.items() if cells[at].any()]
        if problem.routes.vetoed[at].any():
            rules.append("a reviewer's veto")
        why = (
            f"No route is open: {'; '.join(rules)}."
            if rules
            else ("No route would bring a thousandth of a bridge.")
        )
        return Assignment(person=person, route="", gain=0.0, how="not chosen", why=why)
    best = int(gains.argmax())
    name = table.names[best]
    others = [p.gain for p in places if p.route == name and p.how != "drawn by lot"]
    why = f"{name.capitalize()} would suit best, and could bring {gains[best]:.2g}."
    why += (
        f" The least that a chosen place there brings is {min(others):.2g}, and the limits of the"
        " plan are used up."
        if others
        else " Within the limits, other routes bring more."
    )
    return Assignment(person=person, route="", gain=float(gains[best]), how="not chosen", why=why)


def _own(workspace: Workspace, person_id: str, granted: frozenset[str]) -> OwnPlan:
    made = workspace.state.plans.published()
    empty = OwnPlan(
        person_id=person_id,
        version=0,
        published="",
        route="",
        how="",
        why="",
        partners=(),
        meetings=(),
    )
    if made is None:
        return empty
    places = workspace.state.plans.places(made.plan)
    own = [p for p in places if p.other_id is None and p.person_id == person_id]
    names = workspace.vault.names()
    partners = [
        names.get(other, "somebody without a name")
        for p in places
        if p.other_id is not None and person_id in (p.person_id, p.other_id)
        for other in ({p.person_id, p.other_id} - {person_id})
        if other in granted and person_id in granted
    ]
    day = made.time[:10]
    return replace(
        empty,
        version=made.plan,
        published=day,
        route=own[0].route if own else "",
        how=own[0].how if own else "",
        why=own[0].why if own else "",
        partners=tuple(partners),
        meetings=meetings(workspace, date.fromisoformat(day), partners),
    )


def meetings(
    workspace: Workspace, published: date, partners: Sequence[str]
) -> tuple[OwnMeeting, ...]:
    """Suggested days of the own pairs' meetings: from the Monday after the publication."""
    settings = workspace.settings.plan
    monday = published + timedelta(days=7 - published.weekday())
    return tuple(
        OwnMeeting(
            day=(monday + timedelta(weeks=k * settings.weeks_between)).isoformat(),
            minutes=settings.session_minutes,
            with_whom=partner,
        )
        for k in range(settings.sessions)
        for partner in partners
    )
