"""Pairs and plans as people review them: who, why, why not, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from vesica.core.estimate import Hidden, Shown
from vesica.core.plan import FrontierPoint, PriceOfRule

__all__ = [
    "AbsentPair",
    "Assignment",
    "AuditGroup",
    "AuditTable",
    "Decision",
    "OptInLine",
    "OwnMeeting",
    "OwnPlan",
    "PairRow",
    "PairsAnswer",
    "PlanAnswer",
    "PlanAudit",
    "PlanRegret",
    "PlannedPerson",
    "RouteLine",
    "RuleCount",
    "Sessions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    """Somebody who opted in to being planned with.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    key, name : str
        Employee number or the like, and the name; empty where the vault has none.
    org_unit, function : str
        Unit and business discipline.
    """

    person_id: str
    key: str
    name: str
    org_unit: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """One pair.

    Parameters
    ----------
    mentor, leader : PlannedPerson
        Who shows, and who leads.
    mentor_gain, leader_gain : float
        What each side may gain [expected new bridges].
    lead : float or None
        What the best pairs without this one would lose [expected new bridges]; None if not asked.
    locked : bool
        True if a reviewer decided on it.
    why : str
        The reason in words.
    """

    mentor: PlannedPerson
    leader: PlannedPerson
    mentor_gain: float
    leader_gain: float
    lead: float | None
    locked: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentPair:
    """Why two people are not paired.

    Parameters
    ----------
    first, second : PlannedPerson
        Asked as reverse mentor and leader.
    why : str
        The reason in words.
    """

    first: PlannedPerson
    second: PlannedPerson
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """What one rule takes away.

    Parameters
    ----------
    rule : str
        In words.
    away : int or Hidden
        Pairs, or people on a route, that it rules out among those who opted in.
    """

    rule: str
    away: int | Hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class OptInLine:
    """What could be reached if this share of people opted in.

    Parameters
    ----------
    share : float
        Of all people [1].
    bridges : Estimate or Hidden
        Expected new bridges, with the interval over who might join [people].
    """

    share: float
    bridges: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """How a pair meets.

    Parameters
    ----------
    count, minutes, weeks_between : int
        Meetings, length of each [min], and weeks from one to the next.
    """

    count: int
    minutes: int
    weeks_between: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsAnswer:
    """Reverse mentors and leaders.

    Parameters
    ----------
    people : int
        People of the organisation.
    opted_in, mentors, leaders : int or Hidden
        Who opted in, and who of them could mentor or is a senior leader.
    pairs : tuple of PairRow
        Largest gain first.
    gain : float
        Of all pairs [expected new bridges].
    gap : float
        How far the gain may lie below the best possible, as a share of it [1].
    blocking : int
        Pairs of people who would both rather have each other.
    stable_gain, price : float
        Gain without any such pair, and what that gives up as a share [1].
    rules : tuple of RuleCount
        What each rule takes away.
    absent : tuple of AbsentPair
        Answers to "why not?".
    reach : tuple of OptInLine
        What more or fewer opt-ins could do.
    sessions : Sessions
        How a pair meets.
    unread : tuple of str
        Restrictions that no plan can read and a person must look at.
    kept : Estimate or Hidden
        Share of the best plan's bridges that comfort zones and restrictions leave, over routes
        and pairs without a budget [1].
    """

    people: int
    opted_in: int | Hidden
    mentors: int | Hidden
    leaders: int | Hidden
    pairs: tuple[PairRow, ...]
    gain: float
    gap: float
    blocking: int
    stable_gain: float
    price: float
    rules: tuple[RuleCount, ...]
    absent: tuple[AbsentPair, ...]
    reach: tuple[OptInLine, ...]
    sessions: Sessions
    unread: tuple[str, ...]
    kept: Shown


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
class AuditGroup:
    """One group of one axis of the audit.

    Parameters
    ----------
    group : str
        Its name.
    people : int or Hidden
        People who could have had a place.
    rate : float or None
        Share selected, or scored above the median [1]; None where hidden.
    ratio, low, high : float or None
        Rate over the highest rate, with its interval.
    p_value : float or None
        Fisher's exact test against the group of the highest rate.
    finding : str
        In words; never "passed".
    """

    group: str
    people: int | Hidden
    rate: float | None
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTable:
    """The audit along one axis.

    Parameters
    ----------
    axis : str
        ``"gender"``, ``"age band"``, …
    measure : str
        ``"selection"`` or ``"scoring"``.
    groups : tuple of AuditGroup
        By name.
    notes : tuple of str
        Ties, undefined ratios and small groups, in words.
    """

    axis: str
    measure: str
    groups: tuple[AuditGroup, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAudit:
    """Adverse-impact audit of one plan.

    Parameters
    ----------
    people : int
        People who could have had a place.
    selected : int
        Of them, who have one by choice.
    tables : tuple of AuditTable
        One per axis and measure; age is an axis of its own.
    """

    people: int
    selected: int
    tables: tuple[AuditTable, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """One meeting of a pair.

    Parameters
    ----------
    day : str
        ISO date of the week's first working day in which it is to be.
    minutes : int
        Its length [min].
    with_whom : str
        Name of the other.
    start : str
        When both work, UTC, ISO 8601; empty where the working hours are not known.
    """

    day: str
    minutes: int
    with_whom: str
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlan:
    """What a published plan holds for one person.

    Parameters
    ----------
    person_id : str
        Pseudonym.
    version : int
        Which plan; 0 if none is published.
    published : str
        Day on which it was published, ISO; empty for none.
    route, how, why : str
        Route, how the place came about, and the reason; empty without a place.
    partners : tuple of str
        Names of the others in the own pairs.
    meetings : tuple of OwnMeeting
        Suggested days.
    """

    person_id: str
    version: int
    published: str
    route: str
    how: str
    why: str
    partners: tuple[str, ...]
    meetings: tuple[OwnMeeting, ...]
