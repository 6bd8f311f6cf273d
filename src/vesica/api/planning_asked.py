"""What a plan was asked for, what it counted with, and what reviewers decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from vesica.api.planning import PlanningData
from vesica.api.planning_limits import Decided, Limits
from vesica.core.canonical import from_plain
from vesica.core.plan_answer import PlanAnswer
from vesica.core.route_prior import RoutePrior
from vesica.errors import UsageError
from vesica.plan.routes import Objective
from vesica.store.plans import FREE, LOCK, PUBLISH, VETO, StoredDecision, StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = [
    "OBJECTIVES",
    "Asked",
    "asked_of",
    "decided_by",
    "figures_of",
    "past_pairs",
    "priors_of",
    "priors_of_parent",
]

OBJECTIVES = get_args(Objective)
"""What a plan can maximise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan was asked for.

    Parameters
    ----------
    objective : str
        One of :data:`OBJECTIVES`.
    budget, hours : float or None
        Of the whole plan [currency; hours]; None for no limit.
    horizon : int
        Weeks.
    """

    objective: str = "bridges"
    budget: float | None = None
    hours: float | None = None
    horizon: int = 26

    def __post_init__(self) -> None:
        if self.objective not in OBJECTIVES:
            raise UsageError(
                f"There is no objective '{self.objective}'.",
                hint=f"Choose one of {', '.join(OBJECTIVES)}.",
            )
        for name in ("budget", "hours", "horizon"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise UsageError(f"{name} is {value:g}.", hint="It is a number above 0.")

    @property
    def limits(self) -> Limits:
        """As the problem takes them."""
        return Limits(
            budget=np.inf if self.budget is None else self.budget,
            hours=np.inf if self.hours is None else self.hours,
            horizon=self.horizon,
        )


def asked_of(stored: StoredPlan) -> Asked:
    """What a version was asked for."""
    return from_plain(Asked, stored.request["asked"])


def priors_of_parent(
    workspace: Workspace, data: PlanningData, parent: int | None
) -> tuple[RoutePrior, ...] | None:
    """Those of the version that this one is made from, if nothing was measured since."""
    if parent is None:
        return None
    stored = workspace.state.plans.one(parent)
    return priors_of(stored) if stored.run_id == data.run.id else None


def priors_of(stored: StoredPlan) -> tuple[RoutePrior, ...]:
    """Effects that a version counted with."""
    return tuple(from_plain(RoutePrior, prior) for prior in stored.request["priors"])


def figures_of(stored: StoredPlan) -> PlanAnswer:
    """Everything of a version but its people."""
    return from_plain(PlanAnswer, stored.figures)


def past_pairs(
    workspace: Workspace, data: PlanningData, version: int | None
) -> frozenset[tuple[int, int]]:
    """Pairs of plans that were published, except those that a version was made from.

    Parameters
    ----------
    workspace, data : Workspace, PlanningData
        The workspace and its people.
    version : int or None
        Version that goes on from those it was made from; ``None`` for a new plan.
    """
    book = workspace.state.plans
    own = () if version is None else book.line(version)
    done = sorted({d.plan for d in book.decisions() if d.action == PUBLISH} - set(own))
    place = {person: i for i, person in enumerate(data.ids)}
    return frozenset(
        (place[p.person_id], place[p.other_id])
        for number in done
        for p in book.places(number)
        if p.other_id is not None and {p.person_id, p.other_id} <= set(place)
    )


def decided_by(
    decisions: Sequence[StoredDecision],
    data: PlanningData,
    past: frozenset[tuple[int, int]] = frozenset(),
) -> Decided:
    """Locks and vetoes that hold after all decisions; the last word on a place counts.

    Parameters
    ----------
    decisions : sequence of StoredDecision
        Oldest first.
    data : PlanningData
        Everybody.
    past : frozenset of (int, int)
        From :func:`past_pairs`.
    """
    place = {person: i for i, person in enumerate(data.ids)}
    last: dict[tuple[str, str | None, str], str] = {}
    for d in decisions:
        if d.person_id is None or d.action not in (LOCK, VETO, FREE):
            continue
        if d.action == FREE and not d.route and d.other_id is None:
            last = {k: v for k, v in last.items() if k[0] != d.person_id}
            continue
        last[d.person_id, d.other_id, d.route] = d.action
    sets: dict[str, set[Any]] = {
        n: set() for n in ("locked", "vetoed", "locked_pairs", "vetoed_pairs")
    }
    for (person, other, route), action in last.items():
        if person not in place or action == FREE or (other is not None and other not in place):
            continue
        if other is not None:
            sets["locked_pairs" if action == LOCK else "vetoed_pairs"].add(
                (place[person], place[other])
            )
        else:
            sets["locked" if action == LOCK else "vetoed"].add((place[person], route))
    return Decided(past_pairs=past, **{name: frozenset(some) for name, some in sets.items()})
