"""From people to the pairs of the largest gain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vesica.api.planning import gain
from vesica.api.planning_limits import COMFORT, RESTRICTED, Decided, Limits
from vesica.api.planning_routes import MENTORING, RouteTable
from vesica.plan.assemble import Sides
from vesica.plan.candidates import Candidates, best_candidates, gain_of, joined
from vesica.plan.problem import (
    PairGains,
    PairPeople,
    PairProblem,
    PairRules,
)
from vesica.plan.rounds import pair_in_rounds
from vesica.plan.rules import broken_rules

if TYPE_CHECKING:
    from vesica.api.planning import PlanningData
    from vesica.core.pairs import PairPlan
    from vesica.settings import PlanSettings

__all__ = ["Paired", "paired"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_SURE = 0.5
"""Chance of expertise from which a person may mentor [1]."""
_MENTOR_PAIRS, _LEADER_PAIRS = 1, 2
"""Pairs of people who said nothing of how many."""
_CANDIDATES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A problem of pairs with its best solution.

    Parameters
    ----------
    people, rules, sides, gains : PairPeople, PairRules, Sides, PairGains
        What it was made of.
    problem : PairProblem
        Its candidates.
    plan : PairPlan
        The pairs of the largest gain.
    """

    people: PairPeople
    rules: PairRules
    sides: Sides
    gains: PairGains
    problem: PairProblem
    plan: PairPlan

    @property
    def worth(self) -> Floats:
        """Gain of each mentor's pairs, shape (n_mentors,) [expected new bridges].

        The own gain counts once, and so does each leader's, with the pair where it is largest.
        """
        worth = np.zeros(self.sides.mentor.size)
        for counted in self.problem.counted(self.plan.chosen):
            np.add.at(worth, self.problem.mentor, counted)
        return worth


def paired(
    data: PlanningData,
    table: RouteTable,
    settings: PlanSettings,
    *,
    limits: Limits,
    decided: Decided,
    opted_in: Bools | None = None,
    without: frozenset[str] = frozenset(),
) -> Paired:
    """Find the pairs of the largest gain among those who opted in.

    Parameters
    ----------
    data, table, settings, limits, decided
        See :func:`build`.
    opted_in : ndarray of bool, shape (n,), or None
        Who is counted as having opted in; who did, if not given.
    without : frozenset of str
        Rules to leave out: :data:`COMFORT`, :data:`RESTRICTED`.
    """
    people = data.people if opted_in is None else replace(data.people, opted_in=opted_in)
    if COMFORT in without:
        people = replace(people, comfort=np.zeros_like(people.comfort))
    rules = PairRules(
        shared_minutes=float(settings.shared_minutes),
        same_location=settings.same_location,
        barred_units=None if RESTRICTED in without else data.restrictions.barred,
        past=_rows(decided.past_pairs - decided.locked_pairs),
        vetoed=_rows(decided.vetoed_pairs),
    )
    sides = _sides(data, table, people.opted_in, limits, decided)
    gains = _gains(data, table, sides)
    problem, plan = _solved(people, rules, sides, gains, decided)
    return Paired(people=people, rules=rules, sides=sides, gains=gains, problem=problem, plan=plan)


def _sides(
    data: PlanningData, table: RouteTable, opted_in: Bools, limits: Limits, decided: Decided
) -> Sides:
    hours = next((r.hours for r in table.routes if r.name == MENTORING), 0.0)
    time = hours <= data.weekly * limits.horizon
    refused = np.zeros(data.n, dtype=bool)
    refused[[i for i, route in decided.vetoed if route == MENTORING]] = True
    held = np.zeros((2, data.n), dtype=bool)
    for i, j in decided.locked_pairs:
        held[0, i], held[1, j] = True, True
    wanted = opted_in & (data.max_pairs != 0)
    could = wanted & ~data.senior & (data.first >= _SURE) & time & ~refused
    mentor = np.flatnonzero(could | held[0])
    leader = np.flatnonzero((wanted & data.senior) | held[1])

    def capacity(rows: Ints, unsaid: int, side: int) -> Ints:
        said = data.max_pairs[rows]
        own = [sum(pair[side] == i for pair in decided.locked_pairs) for i in rows.tolist()]
        return np.maximum(np.where(said < 0, unsaid, said), np.array(own, dtype=np.int64))

    return Sides(
        mentor=mentor,
        leader=leader,
        mentor_capacity=capacity(mentor, _MENTOR_PAIRS, 0),
        leader_capacity=capacity(leader, _LEADER_PAIRS, 1),
    )


def _gains(data: PlanningData, table: RouteTable, sides: Sides) -> PairGains:
    """Two factors: what a mentor shows a leader, and what a leader lends a mentor."""
    teach, lend = 0.0, 0.0
    if MENTORING in table.names:
        at = table.names.index(MENTORING)
        teach, lend = float(table.on_expertise[at]), float(table.on_influence[at])
    zero = np.zeros(data.n)
    learns = gain(data, expertise=teach, influence=0.0) if teach else zero
    rises = gain(data, expertise=0.0, influence=lend) if lend else zero
    usual = data.first[~data.senior & (data.first >= _SURE)]
    shows = data.first / (usual.mean() if usual.size else 1.0)
    heard = data.second[data.senior]
    lends = data.second / max(float(heard.mean()) if heard.size else 1.0, 0.05)
    m, j = sides.mentor, sides.leader
    room = np.maximum(1.0 - data.both, 0.0)
    return PairGains(
        mentor_needs=rises[m, None],
        mentor_offers=shows[m, None],
        leader_offers=np.minimum(lends, 2.0)[j, None],
        leader_needs=learns[j, None],
        mentor_room=room[m],
        leader_room=room[j],
    )


def _solved(
    people: PairPeople, rules: PairRules, sides: Sides, gains: PairGains, decided: Decided
) -> tuple[PairProblem, PairPlan]:
    def allowed(i: Ints, j: Ints) -> Bools:
        return (
            broken_rules(
                people=people, rules=rules, mentor=sides.mentor[i], leader=sides.leader[j]
            )
            == 0
        )

    k = min(_CANDIDATES, max(sides.mentor.size, sides.leader.size, 1))
    found = best_candidates(gains=gains, allowed=allowed, k=k)
    found = joined(found, _locked(sides, gains, decided), sides.leader.size)
    return pair_in_rounds(
        found,
        problem_of=lambda some: _problem(people, sides, some, decided),
        gains=gains,
        allowed=allowed,
    )


def _locked(sides: Sides, gains: PairGains, decided: Decided) -> Candidates:
    place = [{int(p): k for k, p in enumerate(side)} for side in (sides.mentor, sides.leader)]
    at = sorted((place[0][i], place[1][j]) for i, j in decided.locked_pairs)
    i, j = (np.array([pair[k] for pair in at], dtype=np.int64) for k in (0, 1))
    own, other = gain_of(gains, i, j)
    return Candidates(mentor=i, leader=j, mentor_gain=own, leader_gain=other)


def _problem(people: PairPeople, sides: Sides, found: Candidates, decided: Decided) -> PairProblem:
    made = list(
        zip(sides.mentor[found.mentor].tolist(), sides.leader[found.leader].tolist(), strict=True)
    )
    return PairProblem(
        mentor_capacity=sides.mentor_capacity,
        leader_capacity=sides.leader_capacity,
        mentor=found.mentor,
        leader=found.leader,
        mentor_gain=found.mentor_gain,
        leader_gain=found.leader_gain,
        mentor_tie=people.tie[sides.mentor],
        leader_tie=people.tie[sides.leader],
        locked=np.array([pair in decided.locked_pairs for pair in made], dtype=bool),
        vetoed=np.array([pair in decided.vetoed_pairs for pair in made], dtype=bool),
    )


def _rows(pairs: frozenset[tuple[int, int]]) -> Ints | None:
    return np.array(sorted(pairs), dtype=np.int64) if pairs else None
