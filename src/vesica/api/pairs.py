"""Pairs of reverse mentor and leader among those who opted in: who, why, why not."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.overlap import members
from vesica.api.planning import RELATIONS, PlanningData, gather
from vesica.api.planning_asked import past_pairs
from vesica.api.planning_limits import COMFORT, RESTRICTED, Decided, Limits
from vesica.api.planning_pairs import Paired, paired
from vesica.api.planning_people import KINDS
from vesica.api.planning_problem import build
from vesica.api.planning_reach import bridges_by_opt_in
from vesica.api.planning_routes import RouteTable, routes
from vesica.api.planning_words import found, named, why_together
from vesica.api.provenance import SKILL_RELATIONS
from vesica.core.canonical import result_hash
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.pairs_answer import (
    REACH_SAMPLE,
    AbsentPair,
    PairRow,
    PairsAnswer,
    RuleCount,
    Sessions,
)
from vesica.core.released import Provenance, Released
from vesica.disclosure.audience import Audience, Request, check
from vesica.errors import UsageError
from vesica.plan.assemble import explain_absent
from vesica.plan.pairing import why_pair
from vesica.plan.routes import plan_routes
from vesica.plan.rules import broken_rules, named_rules
from vesica.plan.stable import deferred_acceptance, stability
from vesica.schema import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesica.api.workspace import Workspace
    from vesica.core.pairs_answer import PlannedPerson

__all__ = ["pair_rows", "pairs", "provenance_of", "rule_counts"]

log = logging.getLogger(__name__)

_FORMULA = (
    "gain = rise in the leader's chance of having both skills, times how sure the mentor's"
    " expertise is, plus rise in the mentor's chance, times how sure the leader's influence is;"
    " a person in several pairs has the own gain once, the largest;"
    " pairs = the largest total gain under all rules (a minimum-cost flow, proven by prices)"
)
_EXPLAINED = 60
"""Most pairs for which it is computed what would be lost without each."""

_AT_ONCE = 2**20
"""Pairs whose rules are looked at together."""

_DRAWS, _GAP = 400, 1e-3


def pairs(workspace: Workspace, why_not: Sequence[str] = ()) -> Released[PairsAnswer]:
    """Release the pairs of the largest gain.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    why_not : sequence of str
        Two people, as reverse mentor and leader, of whom it is asked why they are not paired.

    Raises
    ------
    NotFoundError
        If nothing has been run yet.
    RefusedError
        If somebody asked about has not opted in.
    """
    purpose = Purpose.BRIDGES
    check(
        workspace.gate.policy,
        Request(question="pairs", purpose=purpose, audience=Audience.ANALYST),
    )
    data, settings = gather(workspace), workspace.settings.plan
    table = routes(workspace)
    limits = Limits()
    decided = Decided(past_pairs=past_pairs(workspace, data, None))
    log.debug("pairing")
    made = paired(data, table, settings, limits=limits, decided=decided)
    person = named(workspace, data)
    stable = stability(
        made.problem, best=made.plan, stable=deferred_acceptance(made.problem, best=made.plan)
    )
    asked = _absent(workspace, data, made, person, why_not) if why_not else ()
    log.debug("what opt-ins could do")
    answer = PairsAnswer(
        people=data.n,
        opted_in=int(data.opted_in.sum()),
        mentors=int(made.sides.mentor.size),
        leaders=int(made.sides.leader.size),
        pairs=pair_rows(data, made, person),
        gain=made.plan.gain,
        gap=made.plan.gap,
        blocking=stable.blocking,
        stable_gain=stable.stable_gain,
        price=stable.price,
        rules=rule_counts(made),
        absent=asked,
        reach=bridges_by_opt_in(
            data,
            lambda joined: (
                paired(
                    data, table, settings, limits=limits, decided=decided, opted_in=joined
                ).plan.gain
            ),
            seed=workspace.settings.workspace.seed,
            sample=REACH_SAMPLE,
        ),
        sessions=Sessions(
            count=settings.sessions,
            minutes=settings.session_minutes,
            weeks_between=settings.weeks_between,
        ),
        unread=data.restrictions.unread,
        kept=_kept(workspace, data, table),
    )
    return workspace.gate.release(
        answer,
        question="pairs",
        purpose=purpose,
        audience=Audience.ANALYST,
        provenance=provenance_of(data, answer, _FORMULA, "vesica.plan.pairing.pair_up"),
        members=members(data.run),
        consents=data.consents,
    )


def provenance_of(data: PlanningData, answer: object, formula: str, method: str) -> Provenance:
    """How we know, of whatever is planned from a run."""
    first, last = data.run.manifest["period"]
    return Provenance(
        formula=formula,
        method=method,
        relations=(*RELATIONS, *SKILL_RELATIONS),
        rows=tuple(sorted(data.run.manifest["rows"].items())),
        run_id=data.run.id,
        result_hash=result_hash(answer),
        first_day=first,
        last_day=last,
    )


def pair_rows(
    data: PlanningData,
    made: Paired,
    person: Callable[[str], PlannedPerson],
    chosen: NDArray[np.bool_] | None = None,
) -> tuple[PairRow, ...]:
    """Pairs with their reasons, largest gain first."""
    problem = made.problem
    marked = made.plan.chosen if chosen is None else chosen
    own, other = problem.counted(marked)
    at = np.flatnonzero(marked)
    at = at[np.argsort(-(own + other)[at], kind="stable")]
    rows = []
    for a in at.tolist():
        i = int(made.sides.mentor[problem.mentor[a]])
        j = int(made.sides.leader[problem.leader[a]])
        lead = None
        if chosen is None and at.size <= _EXPLAINED:
            lead = why_pair(problem, made.plan, a).lead
        rows.append(
            PairRow(
                mentor=person(data.ids[i]),
                leader=person(data.ids[j]),
                mentor_gain=float(own[a]),
                leader_gain=float(other[a]),
                lead=lead,
                locked=bool(problem.locked[a]),
                why=why_together(data, made, i, j),
            )
        )
    return tuple(rows)


def rule_counts(made: Paired) -> tuple[RuleCount, ...]:
    """How many pairs of a mentor and a leader each rule takes away."""
    sides = made.sides
    away = np.zeros(64, dtype=np.int64)
    for first in range(0, sides.mentor.size * sides.leader.size, _AT_ONCE):
        last = min(first + _AT_ONCE, sides.mentor.size * sides.leader.size)
        i, j = np.divmod(np.arange(first, last), sides.leader.size)
        bits = broken_rules(
            people=made.people, rules=made.rules, mentor=sides.mentor[i], leader=sides.leader[j]
        )
        for k in range(64):
            away[k] += np.count_nonzero(bits >> np.uint64(k) & np.uint64(1))
    counts = {}
    for k in range(64):
        names = named_rules(1 << k, KINDS)
        if names and away[k]:
            counts[names[0]] = int(away[k])
    return tuple(RuleCount(rule=rule, away=away) for rule, away in counts.items())


def _absent(
    workspace: Workspace,
    data: PlanningData,
    made: Paired,
    person: Callable[[str], PlannedPerson],
    asked: Sequence[str],
) -> tuple[AbsentPair, ...]:
    if len(asked) != 2:
        raise UsageError(
            f"'Why not' was asked of {len(asked)} people.",
            hint="Name two: --why-not S12 S34.",
        )
    one, two = (found(workspace, data, key) for key in asked)
    if data.senior[one] and not data.senior[two]:
        one, two = two, one
    mentor, leader = (
        {int(p): k for k, p in enumerate(side)} for side in (made.sides.mentor, made.sides.leader)
    )
    if one not in mentor or two not in leader:
        why = _not_a_side(data, mentor, leader, one, two)
    elif any(
        made.sides.mentor[made.problem.mentor[a]] == one
        and made.sides.leader[made.problem.leader[a]] == two
        for a in np.flatnonzero(made.plan.chosen)
    ):
        why = "They are paired."
    else:
        why = explain_absent(
            made.plan,
            people=made.people,
            rules=made.rules,
            sides=made.sides,
            gains=made.gains,
            mentor=mentor[one],
            leader=leader[two],
        ).words
    return (AbsentPair(first=person(data.ids[one]), second=person(data.ids[two]), why=why),)


def _not_a_side(
    data: PlanningData, mentor: dict[int, int], leader: dict[int, int], one: int, two: int
) -> str:
    if two not in leader:
        no_pairs = data.senior[two] and data.max_pairs[two] == 0
        return "The second accepts no pairs." if no_pairs else "The second is not a senior leader."
    if data.senior[one]:
        return "Both are senior leaders."
    if data.max_pairs[one] == 0:
        return "The first accepts no pairs."
    if data.first[one] < 0.5:
        return "It is not more likely than not that the first knows social media."
    return "The first offers too few hours for the route."


def _kept(workspace: Workspace, data: PlanningData, table: RouteTable) -> Shown:
    """Share of the best plan's bridges that comfort zones and restrictions leave."""
    settings = workspace.settings.plan
    rng = np.random.default_rng(workspace.settings.workspace.seed)
    draws = table.draws(_DRAWS, rng)
    value, reach = [], []
    for without in (frozenset(), frozenset({COMFORT, RESTRICTED})):
        problem = build(
            data, table, settings, limits=Limits(), decided=Decided(), without=without
        ).routes
        plan = plan_routes(replace(problem, fairness=None), gap=_GAP)
        on = plan.route >= 0
        gains = problem.gain[on, plan.route[on]]
        total = np.bincount(plan.route[on], weights=gains, minlength=draws.shape[1])
        value.append(float(total.sum()))
        reach.append(draws @ total)
    if value[1] <= 0:
        return Hidden(why="nobody could take a route")
    share = min(value[0] / value[1], 1.0)
    usable = reach[1] > 0.05 * value[1]
    level = workspace.settings.overlap.level
    low, high = np.quantile(
        np.clip(reach[0][usable] / reach[1][usable], 0.0, 1.0), [(1 - level) / 2, (1 + level) / 2]
    )
    return Estimate(
        value=share,
        low=float(min(low, share)),
        high=float(max(high, share)),
        level=level,
        unit="1",
        n=int(data.opted_in.sum()),
    )
