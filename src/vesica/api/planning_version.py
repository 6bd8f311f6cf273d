"""One version of a plan: solved, priced, audited, checked and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning import PlanningData, gather
from vesica.api.planning_audit import audit
from vesica.api.planning_reach import bridges_by_opt_in
from vesica.api.planning_routes import MENTORING, RouteTable, routes
from vesica.api.planning_solve import COMFORT, Decided, Limits, Paired, Problem, build
from vesica.api.planning_words import why_on_route, why_together
from vesica.core.bridges import (
    AuditTable,
    OptInLine,
    PlanAnswer,
    PlanRegret,
    RouteLine,
    RuleCount,
)
from vesica.core.canonical import from_plain, to_plain
from vesica.core.estimate import Estimate
from vesica.core.plan import FrontierPoint, Lottery, PriceOfRule, RoutePlan
from vesica.core.route_prior import RoutePrior
from vesica.errors import RefusedError, UsageError
from vesica.plan.limits import frontier, prices_of_rules
from vesica.plan.pairing import pair_up
from vesica.plan.problem import RouteProblem
from vesica.plan.reserve import draw_lots, hold_back
from vesica.plan.routes import Objective, plan_routes, tail_mean
from vesica.plan.simple import regret
from vesica.plan.verify import verify_pair_rules, verify_pairs, verify_routes
from vesica.store.plans import FREE, LOCK, VETO, Place, StoredDecision, StoredPlan

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace

__all__ = [
    "OBJECTIVES",
    "PAIRED",
    "Asked",
    "asked_of",
    "figures_of",
    "make",
    "newest_priors",
    "problem_of",
]

OBJECTIVES = get_args(Objective)
"""What a plan can maximise."""

CHOSEN, LOCKED, DRAWN, PAIRED = "chosen", "locked", "drawn by lot", "pair"

_DRAWS, _FRESH, _TAIL = 200, 2000, 0.1
_GAP = 1e-3
_BUDGETS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
_RANDOM = 20


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solved:
    problem: Problem
    held: RouteProblem
    plan: RoutePlan
    best: RoutePlan
    lots: Lottery
    pairs: Paired
    total: NDArray[np.float64]


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
    table = routes(workspace, _priors(workspace, data, parent))
    settings = workspace.settings.plan
    decided = decided_by((*decisions, *pending), data)
    problem = build(data, table, settings, limits=asked.limits, decided=decided)
    could = _could(problem.routes)
    if parent is None:
        reach = _reach(workspace, data, table, asked)
    else:  # a decision about one person does not change what others' opting in could do
        reach = figures_of(workspace.state.plans.one(parent)).reach
    if not could.any():
        return _nothing(data, asked, table, problem, reach)
    solved = _solve(workspace, data, table, asked, problem, decided)
    selected = solved.plan.route >= 0
    score = np.where(problem.routes.eligible, problem.routes.gain, 0.0).max(axis=1)
    answer = _figures(workspace, data, table, asked, decided, solved)
    try:
        audited = audit(workspace, data, could=could, selected=selected, score=score).value.tables
    except RefusedError as error:
        audited = (AuditTable(axis="all", measure="selection", groups=(), notes=(error.message,)),)
    answer = replace(answer, audit=audited, reach=reach)
    places = _places(data, table, solved)
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


def asked_of(stored: StoredPlan) -> Asked:
    """What a version was asked for."""
    return from_plain(Asked, stored.request["asked"])


def newest_priors(workspace: Workspace, run_id: str) -> tuple[RoutePrior, ...] | None:
    """Effects that the newest version of the same run counted with, if there is one."""
    known = workspace.state.plans.all()
    return _known(known[-1]) if known and known[-1].run_id == run_id else None


def _priors(
    workspace: Workspace, data: PlanningData, parent: int | None
) -> tuple[RoutePrior, ...] | None:
    """Those of the version that this one is made from, if nothing was measured since."""
    if parent is None:
        return None
    stored = workspace.state.plans.one(parent)
    return _known(stored) if stored.run_id == data.run.id else None


def _known(stored: StoredPlan) -> tuple[RoutePrior, ...]:
    return tuple(from_plain(RoutePrior, prior) for prior in stored.request["priors"])


def figures_of(stored: StoredPlan) -> PlanAnswer:
    """Everything of a version but its people."""
    return from_plain(PlanAnswer, stored.figures)


def problem_of(
    workspace: Workspace, stored: StoredPlan, decisions: Sequence[StoredDecision]
) -> tuple[PlanningData, RouteTable, Problem]:
    """The problem that a version solved, put together again."""
    data, asked = gather(workspace), asked_of(stored)
    table = routes(workspace, _known(stored))
    decided = decided_by(decisions, data)
    return (
        data,
        table,
        build(data, table, workspace.settings.plan, limits=asked.limits, decided=decided),
    )


def decided_by(decisions: Sequence[StoredDecision], data: PlanningData) -> Decided:
    """Locks and vetoes that hold after all decisions; the last word on a place counts."""
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
    return Decided(**{name: frozenset(some) for name, some in sets.items()})


def _could(problem: RouteProblem) -> NDArray[np.bool_]:
    return np.asarray((problem.eligible & problem.opted_in[:, None]).any(axis=1))


def _solve(
    workspace: Workspace,
    data: PlanningData,
    table: RouteTable,
    asked: Asked,
    problem: Problem,
    decided: Decided,
) -> _Solved:
    share = workspace.settings.plan.reserve
    rng = np.random.default_rng(workspace.settings.workspace.seed)
    held = hold_back(problem.routes, share=share) if share > 0 else problem.routes
    objective = cast(Objective, asked.objective)
    draws = table.draws(_DRAWS, rng)
    plan = plan_routes(held, objective=objective, draws=draws, gap=_GAP)
    best = plan if objective == "bridges" else plan_routes(held, gap=_GAP)
    if share > 0:
        lots = draw_lots(problem.routes, plan, rng=rng, share=share)
    else:
        nobody = np.full(data.n, -1, dtype=np.int64)
        lots = Lottery(route=nobody, pool=nobody, chance=np.full(len(table.routes), np.nan))
    pairs = _pair_again(problem, table, plan.route, lots.route)
    total = np.zeros(len(table.routes))
    for route in (plan.route, lots.route):
        on = route >= 0
        np.add.at(total, route[on], problem.routes.gain[on, route[on]])
    if MENTORING in table.names:
        total[table.names.index(MENTORING)] = pairs.plan.gain
    return _Solved(
        problem=problem, held=held, plan=plan, best=best, lots=lots, pairs=pairs, total=total
    )


def _pair_again(
    problem: Problem, table: RouteTable, chosen: NDArray[np.int64], drawn: NDArray[np.int64]
) -> Paired:
    """Pair the mentors that have a place; each keeps at least one of the own pairs if it can."""
    made = problem.pairs
    if MENTORING not in table.names:
        return made
    at = table.names.index(MENTORING)
    mentor = made.sides.mentor
    on = (chosen[mentor] == at) | (drawn[mentor] == at)
    capacity = np.where(on, made.problem.mentor_capacity, 0)
    locked = made.problem.locked & on[made.problem.mentor]
    changed = replace(made.problem, mentor_capacity=capacity, locked=locked)
    plan = pair_up(changed)
    has = np.zeros(mentor.size, dtype=bool)
    has[changed.mentor[plan.chosen]] = True
    if (on & ~has).any():  # somebody's leader was worth more to another: keep the first pairs
        keep = made.plan.chosen & on[changed.mentor]
        gain = float(changed.gain[keep].sum())
        plan = replace(plan, chosen=keep, gain=gain)
    return replace(made, problem=changed, plan=plan)


def _places(data: PlanningData, table: RouteTable, solved: _Solved) -> list[Place]:
    problem, places = solved.problem.routes, []
    for r, route in enumerate(table.routes):
        found = []
        for how, assigned in ((CHOSEN, solved.plan.route), (DRAWN, solved.lots.route)):
            for i in np.flatnonzero(assigned == r).tolist():
                kind = LOCKED if problem.locked[i, r] and how == CHOSEN else how
                why = why_on_route(data, i)
                if how == DRAWN:
                    why += f" Drawn by lot, with a chance of {solved.lots.chance[r] * 100:.0f} %."
                found.append((kind == DRAWN, -problem.gain[i, r], i, kind, why))
        for _, less, i, kind, why in sorted(found):
            places.append(
                Place(
                    person_id=data.ids[i],
                    other_id=None,
                    route=route.name,
                    how=kind,
                    why=why,
                    gain=-less,
                )
            )
    pairs = solved.pairs
    chosen = np.flatnonzero(pairs.plan.chosen)
    for a in chosen[np.argsort(-pairs.problem.gain[chosen], kind="stable")].tolist():
        i = int(pairs.sides.mentor[pairs.problem.mentor[a]])
        j = int(pairs.sides.leader[pairs.problem.leader[a]])
        places.append(
            Place(
                person_id=data.ids[i],
                other_id=data.ids[j],
                route=MENTORING,
                how=LOCKED if pairs.problem.locked[a] else PAIRED,
                why=why_together(data, pairs, i, j),
                gain=float(pairs.problem.mentor_gain[a]),
                other_gain=float(pairs.problem.leader_gain[a]),
            )
        )
    return places


def _figures(
    workspace: Workspace,
    data: PlanningData,
    table: RouteTable,
    asked: Asked,
    decided: Decided,
    solved: _Solved,
) -> PlanAnswer:
    seed = workspace.settings.workspace.seed
    rng = np.random.default_rng(seed + 1)
    value = table.draws(_FRESH, rng) @ solved.total
    level = workspace.settings.overlap.level
    low, high = np.quantile(value, [(1 - level) / 2, (1 + level) / 2])
    middle = float(solved.total.sum())
    places = [
        np.bincount(x[x >= 0], minlength=len(table.routes))
        for x in (solved.plan.route, solved.lots.route)
    ]
    both = places[0] + places[1]
    simple = regret(solved.held, solved.best, rng=rng, replicates=_RANDOM)
    return PlanAnswer(
        version=0,
        status="draft",
        objective=asked.objective,
        budget=asked.budget,
        hours_limit=asked.hours,
        horizon=asked.horizon,
        people=data.n,
        opted_in=int(data.opted_in.sum()),
        assignments=(),
        pairs=(),
        routes=tuple(_line(table, r, places, solved.problem) for r in range(len(table.routes))),
        bridges=Estimate(
            value=middle,
            low=float(min(low, middle)),
            high=float(max(high, middle)),
            level=level,
            unit="people",
            n=int(both.sum()),
        ),
        worst=tail_mean(value, _TAIL),
        spent=float(both @ solved.problem.routes.cost),
        hours=float(both @ solved.problem.routes.hours),
        gap=solved.plan.gap,
        frontier=_frontier(asked, solved, workspace.settings.plan.reserve),
        prices=_prices(workspace, data, table, asked, decided, solved),
        regret=PlanRegret(plan=simple.plan, greedy=simple.greedy, random=simple.random),
        rules=tuple(
            RuleCount(rule=rule, away=int(cells[data.opted_in].any(axis=1).sum()))
            for rule, cells in solved.problem.closed.items()
        ),
        audit=(),
        reach=(),
        decisions=(),
        left=0,
        asked=(),
        broken=_broken(solved),
        unread=data.restrictions.unread,
    )


def _line(
    table: RouteTable, r: int, places: list[NDArray[np.int64]], problem: Problem
) -> RouteLine:
    route = table.routes[r]
    return RouteLine(
        route=route.name,
        chosen=int(places[0][r]),
        drawn=int(places[1][r]),
        seats=None if problem.routes.seats[r] < 0 else int(problem.routes.seats[r]),
        cost=route.cost,
        hours=route.hours,
        expertise=float(table.on_expertise[r]),
        influence=float(table.on_influence[r]),
        grade=route.grade,
    )


def _frontier(asked: Asked, solved: _Solved, share: float) -> tuple[FrontierPoint, ...]:
    """Best chosen places by budget, under all other rules; what is kept for lots is taken off."""
    budget = asked.budget or float(solved.plan.spent / (1 - share)) if share < 1 else 0.0
    if budget <= 0:
        return ()
    kept = 1 - share
    found = frontier(solved.held, [b * budget * kept for b in _BUDGETS], gap=_GAP)
    return tuple(replace(p, budget=p.budget / kept) for p in found)


def _prices(
    workspace: Workspace,
    data: PlanningData,
    table: RouteTable,
    asked: Asked,
    decided: Decided,
    solved: _Solved,
) -> tuple[PriceOfRule, ...]:
    settings = workspace.settings.plan
    others = {}
    for rule in (COMFORT, *(r for r in solved.problem.closed if r != COMFORT)):
        cells = solved.problem.closed.get(rule)
        if cells is None or not cells.any():
            continue
        freed = build(
            data, table, settings, limits=asked.limits, decided=decided, without=frozenset({rule})
        ).routes
        others[f"without the rule '{rule.removeprefix('restrictions: ')}'"] = (
            hold_back(freed, share=settings.reserve) if settings.reserve > 0 else freed
        )
    return prices_of_rules(solved.held, solved.best, others=others, gap=_GAP)


def _broken(solved: _Solved) -> tuple[str, ...]:
    pairs = solved.pairs
    made = np.flatnonzero(pairs.plan.chosen)
    found = (
        *verify_routes(solved.problem.routes, solved.plan.route, drawn=solved.lots.route),
        *verify_pairs(pairs.problem, pairs.plan.chosen),
        *verify_pair_rules(
            pairs.people,
            pairs.rules,
            pairs.sides.mentor[pairs.problem.mentor[made]],
            pairs.sides.leader[pairs.problem.leader[made]],
        ),
    )
    return tuple(sorted({violation.rule for violation in found}))


def _reach(
    workspace: Workspace, data: PlanningData, table: RouteTable, asked: Asked
) -> tuple[OptInLine, ...]:
    settings = workspace.settings.plan

    def best(joined: NDArray[np.bool_]) -> float:
        problem = build(
            data, table, settings, limits=asked.limits, decided=Decided(), opted_in=joined
        ).routes
        if not _could(problem).any():
            return 0.0
        held = hold_back(problem, share=settings.reserve) if settings.reserve > 0 else problem
        return plan_routes(held, gap=5 * _GAP).bridges

    return bridges_by_opt_in(data, best, seed=workspace.settings.workspace.seed)


def _nothing(
    data: PlanningData,
    asked: Asked,
    table: RouteTable,
    problem: Problem,
    reach: tuple[OptInLine, ...],
) -> PlanAnswer:
    none = np.zeros(len(table.routes), dtype=np.int64)
    zero = Estimate(value=0.0, low=0.0, high=0.0, level=0.9, unit="people", n=0)
    return PlanAnswer(
        version=0,
        status="nothing to plan",
        objective=asked.objective,
        budget=asked.budget,
        hours_limit=asked.hours,
        horizon=asked.horizon,
        people=data.n,
        opted_in=int(data.opted_in.sum()),
        assignments=(),
        pairs=(),
        routes=tuple(_line(table, r, [none, none], problem) for r in range(len(table.routes))),
        bridges=zero,
        worst=0.0,
        spent=0.0,
        hours=0.0,
        gap=0.0,
        frontier=(),
        prices=(),
        regret=None,
        rules=(),
        audit=(),
        reach=reach,
        decisions=(),
        left=0,
        asked=(),
        broken=(),
        unread=data.restrictions.unread,
    )
