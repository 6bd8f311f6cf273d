"""Why somebody has no place in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesica.api.plan_versions import (
    decisions_on,
)
from vesica.api.planning_version import (
    problem_of,
)
from vesica.api.planning_words import found, named
from vesica.core.plan_answer import Assignment
from vesica.store.plans import StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = ["why_not_on"]


def why_not_on(workspace: Workspace, stored: StoredPlan, key: str) -> Assignment:
    """Say why somebody has no place in a version, or that there is one."""
    decisions = decisions_on(workspace, stored.number)
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
