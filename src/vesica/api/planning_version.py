"""One version of a plan: solved, priced, audited, checked and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning import PlanningData, gather
from vesica.api.planning_asked import (
    Asked,
    asked_of,
    decided_by,
    figures_of,
    past_pairs,
    priors_of,
    priors_of_parent,
)
from vesica.api.planning_audit import audit
from vesica.api.planning_figures import figures, nothing
from vesica.api.planning_limits import Decided
from vesica.api.planning_problem import Problem, build
from vesica.api.planning_reach import bridges_by_opt_in
from vesica.api.planning_routes import RouteTable, routes
from vesica.api.planning_solved import could_have, places_of, solve
from vesica.core.canonical import to_plain
from vesica.core.pairs_answer import OptInLine
from vesica.core.plan_answer import PlanAnswer
from vesica.core.plan_audit import AuditTable
from vesica.errors import RefusedError
from vesica.plan.reserve import hold_back
from vesica.plan.routes import plan_routes
from vesica.store.plans import StoredDecision, StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["make", "problem_of"]

_NEAR = 0.01
"""Distance to the bound at which a plan for opt-ins that nobody has yet is near enough [1]."""


def make(
    workspace: Workspace,
    asked: Asked,
    *,
    parent: int | None = None,
    decisions: Sequence[StoredDecision] = (),
    pending: Sequence[StoredDecision] = (),
) -> int | PlanAnswer:
    """Solve, price, audit, check and store a version.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    asked : Asked
        Objective and limits.
    parent : int or None
        Version that it is made from.
    decisions, pending : sequence of StoredDecision
        That hold; those pending are stored as having made the version, or not at all.

    Returns
    -------
    int or PlanAnswer
        Number of the version; or what can be said where there is nobody to plan with.

    Raises
    ------
    UsageError
        If the rules cannot all hold; names a smallest set that clashes.
    """
    data = gather(workspace)
    table = routes(workspace, priors_of_parent(workspace, data, parent))
    settings = workspace.settings.plan
    past = past_pairs(workspace, data, parent)
    decided = decided_by((*decisions, *pending), data, past)
    problem = build(data, table, settings, limits=asked.limits, decided=decided)
    could = could_have(problem.routes)
    if parent is None:
        reach = _reach(workspace, data, table, asked, Decided(past_pairs=past))
    else:  # a decision about one person does not change what others' opting in could do
        reach = figures_of(workspace.state.plans.one(parent)).reach
    if not could.any():
        return nothing(data, asked, table, problem, reach)
    solved = solve(workspace, data, table, asked, problem, decided)
    selected = solved.plan.route >= 0
    score = np.where(problem.routes.eligible, problem.routes.gain, 0.0).max(axis=1)
    answer = figures(workspace, data, table, asked, decided, solved)
    try:
        audited = audit(workspace, data, could=could, selected=selected, score=score).value.tables
    except RefusedError as error:
        level, notes = workspace.settings.overlap.level, (error.message,)
        audited = (
            AuditTable(axis="all", measure="selection", level=level, groups=(), notes=notes),
        )
    answer = replace(answer, audit=audited, reach=reach)
    places = places_of(data, table, solved)
    book = workspace.state.plans
    with workspace.state.transaction():
        number = book.add(
            parent=parent,
            actor=workspace.actor,
            run_id=data.run.id,
            request={"asked": to_plain(asked), "priors": to_plain(table.priors)},
            figures=to_plain(answer),
            places=places,
        )
        if pending:
            book.decide([replace(d, plan=number) for d in pending])
        workspace.state.audit.append(workspace.actor, "plan", version=number, parent=parent or 0)
    return number


def problem_of(
    workspace: Workspace, stored: StoredPlan, decisions: Sequence[StoredDecision]
) -> tuple[PlanningData, RouteTable, Problem]:
    """The problem that a version solved, put together again."""
    data, asked = gather(workspace), asked_of(stored)
    table = routes(workspace, priors_of(stored))
    decided = decided_by(decisions, data, past_pairs(workspace, data, stored.number))
    return (
        data,
        table,
        build(data, table, workspace.settings.plan, limits=asked.limits, decided=decided),
    )


def _reach(
    workspace: Workspace, data: PlanningData, table: RouteTable, asked: Asked, decided: Decided
) -> tuple[OptInLine, ...]:
    settings = workspace.settings.plan

    def best(joined: NDArray[np.bool_]) -> float:
        problem = build(
            data, table, settings, limits=asked.limits, decided=decided, opted_in=joined
        ).routes
        if not could_have(problem).any():
            return 0.0
        held = hold_back(problem, share=settings.reserve) if settings.reserve > 0 else problem
        return plan_routes(held, gap=_NEAR).bridges

    return bridges_by_opt_in(data, best, seed=workspace.settings.workspace.seed)
