"""The plan: make it, show it, list its versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vesica.api.plan_absent import why_not_on
from vesica.api.plan_versions import (
    allowed,
    decisions_on,
    may_be_shown,
    released,
    status_of,
    told,
    version_of,
)
from vesica.api.planning import gather
from vesica.api.planning_asked import Asked, figures_of
from vesica.api.planning_solved import PAIRED
from vesica.api.planning_version import make
from vesica.api.planning_words import named
from vesica.core.pairs_answer import PairRow
from vesica.core.plan_answer import Assignment, PlanAnswer
from vesica.core.released import Released
from vesica.errors import UsageError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["listed", "plan", "show"]


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
    allowed(workspace)
    if budget is None and hours is None:
        raise UsageError(
            "A plan needs a limit.",
            hint="Say what it may cost: --budget 50000, or --hours 1000, or both.",
        )
    asked = Asked(objective=objective, budget=budget, hours=hours, horizon=horizon)
    made = make(workspace, asked)
    if isinstance(made, PlanAnswer):
        return released(workspace, made, gather(workspace))
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
    allowed(workspace)
    stored = version_of(workspace, version)
    data = gather(workspace)
    person, book = named(workspace, data), workspace.state.plans
    places = [p for p in book.places(stored.number) if may_be_shown(p, data)]
    answer = replace(
        figures_of(stored),
        version=stored.number,
        status=status_of(workspace, stored.number),
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
        decisions=tuple(told(workspace, data, d) for d in decisions_on(workspace, stored.number)),
        left=len(book.places(stored.number)) - len(places),
        asked=(why_not_on(workspace, stored, why_not),) if why_not else (),
    )
    return released(workspace, answer, data)


def listed(workspace: Workspace) -> tuple[dict[str, object], ...]:
    """Versions, oldest first: number, parent, time, who made it, status, limits, bridges."""
    allowed(workspace)
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
                "status": status_of(workspace, stored.number),
                "objective": figures.objective,
                "budget": figures.budget,
                "places": sum(r.chosen + r.drawn for r in figures.routes),
                "bridges": float(f"{value:.{digits}g}"),
            }
        )
    return tuple(out)
