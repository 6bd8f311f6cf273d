"""What is told of a plan."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden, Shown
from vesica.core.pairs_answer import OptInLine, PairRow, PlannedPerson, RuleCount
from vesica.core.plan import FrontierPoint, PriceOfRule
from vesica.core.plan_audit import AuditTable

__all__ = ["Assignment", "Decision", "PlanAnswer", "PlanRegret", "RouteLine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One person on one route.

    Parameters
    ----------
    person : PlannedPerson
        Who.
    route : str
        Which route.
    gain : float
        What it may bring [expected new bridges].
    how : str
        ``"chosen"``, ``"locked"`` or ``"drawn by lot"``.
    why : str
        The reason in words.
    """

    person: PlannedPerson
    route: str
    gain: float
    how: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLine:
    """One route in the plan.

    Parameters
    ----------
    route : str
        Its name.
    chosen, drawn : int
        People on it by choice and by lot.
    seats : int or None
        Most people; None for no limit.
    cost, hours : float
        Per person [currency; hours].
    expertise, influence : float
        Effect on each skill that the plan counts with [sd].
    grade : str
        How it is known: ``"randomised"``, …, ``"assumed"``; the weakest of both skills.
    source : str
        Where the effects come from, in words.
    """

    route: str
    chosen: int
    drawn: int
    seats: int | None
    cost: float
    hours: float
    expertise: float
    influence: float
    grade: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRegret:
    """What the plan expects beyond simpler ways to choose.

    Parameters
    ----------
    plan, greedy : float
        Expected new bridges of the plan's chosen places, and of always taking the best next one.
    random : Estimate or Hidden
        Of plans drawn at random under the same rules [people].
    """

    plan: float
    greedy: float
    random: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a named human decided.

    Parameters
    ----------
    version : int
        Version that the decision made, or published.
    time : str
        UTC, ISO 8601.
    by : str
        Name of who decided.
    action : str
        ``"lock"``, ``"veto"``, ``"free"`` or ``"publish"``.
    person, other : str
        Names of those it concerns; empty for none, or for people whose row may not be shown.
    route : str
        Which route; empty for all.
    reason : str
        In that human's words.
    """

    version: int
    time: str
    by: str
    action: str
    person: str
    other: str
    route: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnswer:
    """One version of a plan.

    Parameters
    ----------
    version : int
        Its number.
    status : str
        ``"draft"``, ``"published"`` or ``"replaced"``.
    objective : str
        What was maximised.
    budget, hours_limit : float or None
        Limits of the whole plan [currency; hours]; None for no limit.
    horizon : int
        Weeks within which hours have to fit.
    people : int
        People of the organisation.
    opted_in : int or Hidden
        Who opted in.
    assignments : tuple of Assignment
        By route, largest gain first.
    pairs : tuple of PairRow
        Pairs of reverse mentoring.
    routes : tuple of RouteLine
        Every route that was offered.
    bridges : Estimate or Hidden
        Expected new bridges, with the interval that the routes' effects leave open [people].
    worst : float
        Mean of the worst tenth of what the effects may turn out to be [people].
    spent, hours : float
        Of all places, lots included [currency; hours].
    gap : float
        How far it may lie below the best possible, as a share [1].
    frontier : tuple of FrontierPoint
        Best expected bridges by budget.
    prices : tuple of PriceOfRule
        What one more of each limit, or the loss of a rule, would add.
    regret : PlanRegret or None
        Against greedy and random plans.
    rules : tuple of RuleCount
        What each rule takes away.
    audit : tuple of AuditTable
        Adverse impact, released for its own purpose.
    reach : tuple of OptInLine
        What more or fewer opt-ins could do.
    decisions : tuple of Decision
        That hold in this version.
    left : int
        Places of people who no longer opt in; their rows are gone.
    asked : tuple of Assignment
        Answers to "why not her?"; without a route.
    broken : tuple of str
        Rules that an independent check found broken; empty if none.
    unread : tuple of str
        Restrictions that no plan can read and a person must look at.
    """

    version: int
    status: str
    objective: str
    budget: float | None
    hours_limit: float | None
    horizon: int
    people: int
    opted_in: int | Hidden
    assignments: tuple[Assignment, ...]
    pairs: tuple[PairRow, ...]
    routes: tuple[RouteLine, ...]
    bridges: Shown
    worst: float
    spent: float
    hours: float
    gap: float
    frontier: tuple[FrontierPoint, ...]
    prices: tuple[PriceOfRule, ...]
    regret: PlanRegret | None
    rules: tuple[RuleCount, ...]
    audit: tuple[AuditTable, ...]
    reach: tuple[OptInLine, ...]
    decisions: tuple[Decision, ...]
    left: int
    asked: tuple[Assignment, ...]
    broken: tuple[str, ...]
    unread: tuple[str, ...]
