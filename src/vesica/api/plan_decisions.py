"""Decisions of named humans on a plan: lock, veto, free, swap, publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vesica.api.plan import show
from vesica.api.plan_versions import (
    allowed,
    may_be_shown,
    version_of,
)
from vesica.api.planning import gather
from vesica.api.planning_asked import asked_of, figures_of
from vesica.api.planning_version import make
from vesica.api.planning_words import found
from vesica.core.plan_answer import PlanAnswer
from vesica.core.released import Released
from vesica.errors import RefusedError, UsageError
from vesica.store.plans import FREE, LOCK, PUBLISH, VETO, StoredDecision, StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["decide", "publish", "swap"]


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
    allowed(workspace)
    _named_human(by, reason)
    if action == LOCK and not route and leader is None:
        raise UsageError("A lock needs a route.", hint="Add --route training, or --with LEADER.")
    stored = version_of(workspace, version)
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
    allowed(workspace)
    _named_human(by, reason)
    stored = version_of(workspace, version)
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
        If the run has changed since, somebody in it no longer opts in or objects, or a rule is
        broken.
    """
    allowed(workspace)
    _named_human(by, reason)
    stored = version_of(workspace, version)
    data = gather(workspace)
    gone = sum(not may_be_shown(p, data) for p in workspace.state.plans.places(version))
    broken = figures_of(stored).broken
    again = "Make the plan again: vesica plan, with the same limits."
    if stored.run_id != data.run.id:
        raise RefusedError("The plan rests on an earlier run.", hint=again)
    if gone:
        raise RefusedError("Somebody in the plan no longer opts in, or objects.", hint=again)
    if broken:
        raise RefusedError(f"The plan breaks {', '.join(broken)}.", hint=again)
    with workspace.state.transaction():
        workspace.state.plans.decide(
            [_decision(workspace, version, PUBLISH, by, reason, None, None, "")]
        )
        workspace.state.audit.append(workspace.actor, "plan published", version=version, by=by)
    return show(workspace, version)


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
