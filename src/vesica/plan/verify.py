"""Every rule of a plan checked again, person by person; shares no code with any solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vesica.core.plan import Violation
from vesica.plan.problem import PairPeople, PairProblem, PairRules, RouteProblem

__all__ = ["gained", "verify_pair_rules", "verify_pairs", "verify_room", "verify_routes"]

_EPS = 1e-6


def verify_routes(
    problem: RouteProblem,
    route: NDArray[np.int64],
    *,
    drawn: NDArray[np.int64] | None = None,
) -> tuple[Violation, ...]:
    """Rules that the assignments break, one entry each; empty if all hold.

    Parameters
    ----------
    problem : RouteProblem
        The whole problem.
    route : ndarray of int64, shape (n_people,)
        Chosen route per person; -1 for none.
    drawn : ndarray of int64, shape (n_people,), or None
        Routes won by lot. They count for money, hours and seats; fairness and coverage look at
        chosen places only.
    """
    broken: list[Violation] = []
    chosen = [(i, int(r)) for i, r in enumerate(route) if r >= 0]
    lots = [] if drawn is None else [(i, int(r)) for i, r in enumerate(drawn) if r >= 0]
    twice = tuple(sorted({i for i, _ in chosen} & {i for i, _ in lots}))
    if twice:
        broken.append(Violation(rule="one route per person", people=twice, excess=len(twice)))
    personal: dict[str, list[int]] = {}
    for i, r in chosen + lots:
        if not problem.eligible[i, r] and not problem.locked[i, r]:
            personal.setdefault("eligibility", []).append(i)
        if not problem.opted_in[i]:
            personal.setdefault("opt-in", []).append(i)
        if problem.vetoed[i, r]:
            personal.setdefault("vetoes", []).append(i)
    for i, r in zip(*np.nonzero(problem.locked), strict=True):
        if route[i] != r:
            personal.setdefault("locks", []).append(int(i))
    for rule, people in sorted(personal.items()):
        broken.append(Violation(rule=rule, people=tuple(people), excess=len(people)))
    return (*broken, *_totals(problem, chosen, lots), *_groups(problem, chosen))


def verify_pairs(
    problem: PairProblem, chosen: NDArray[np.bool_], *, gain: float | None = None
) -> tuple[Violation, ...]:
    """Capacities, locks, vetoes and doubles of the pairs that a plan makes.

    Parameters
    ----------
    problem : PairProblem
        The whole problem.
    chosen : ndarray of bool, shape (n_pairs,)
        Pairs that are made.
    gain : float or None
        What the plan says that they gain in all; counted again, person by person, if given.
    """
    broken: list[Violation] = []
    if gain is not None:
        off = abs(gain - gained(problem, chosen))
        if off > _EPS * max(1.0, abs(gain)):
            broken.append(Violation(rule="each person's own gain once", people=(), excess=off))
    made = [(int(problem.mentor[a]), int(problem.leader[a])) for a in np.flatnonzero(chosen)]
    for words, column, capacity in (
        ("places of mentors", 0, problem.mentor_capacity),
        ("places of leaders", 1, problem.leader_capacity),
    ):
        for who, count in sorted(Counter(pair[column] for pair in made).items()):
            over = count - int(capacity[who])
            if over > 0:
                broken.append(Violation(rule=words, people=(who,), excess=over))
    for pair, count in sorted(Counter(made).items()):
        if count > 1:
            broken.append(Violation(rule="each pair once", people=pair, excess=count - 1))
    for a in range(problem.mentor.size):
        pair = (int(problem.mentor[a]), int(problem.leader[a]))
        if problem.locked[a] and not chosen[a]:
            broken.append(Violation(rule="locks", people=pair, excess=1.0))
        if problem.vetoed[a] and chosen[a]:
            broken.append(Violation(rule="vetoes", people=pair, excess=1.0))
        if chosen[a] and not problem.locked[a] and problem.gain[a] < 0:
            loss = -float(problem.gain[a])
            broken.append(Violation(rule="nobody pairs at a loss", people=pair, excess=loss))
    return tuple(broken)


def verify_room(
    base: NDArray[np.float64], gains: Iterable[tuple[int, float]]
) -> tuple[Violation, ...]:
    """People who would gain more, over all their places, than is left to certainty.

    Parameters
    ----------
    base : ndarray of float64, shape (n_people,)
        Chance of having both skills already [1].
    gains : iterable of (int, float)
        Person and own gain of each place, of routes and pairs [expected new bridges].
    """
    total: defaultdict[int, float] = defaultdict(float)
    for person, own in gains:
        total[person] += own
    return tuple(
        Violation(rule="no gain beyond certainty", people=(i,), excess=own - (1 - float(base[i])))
        for i, own in sorted(total.items())
        if own > 1 - float(base[i]) + _EPS
    )


def verify_pair_rules(
    people: PairPeople,
    rules: PairRules,
    mentor: NDArray[np.int64],
    leader: NDArray[np.int64],
) -> tuple[Violation, ...]:
    """Rules between two people, looked at pair by pair.

    Parameters
    ----------
    mentor, leader : ndarray of int64, shape (n_pairs,)
        Rows among ``people`` of the pairs that a plan makes.
    """
    broken: list[Violation] = []
    past = set() if rules.past is None else {(int(a), int(b)) for a, b in rules.past}
    apart = set() if rules.vetoed is None else {(int(a), int(b)) for a, b in rules.vetoed}
    for m, lead in zip(mentor.tolist(), leader.tolist(), strict=True):
        words = []
        if m == lead:
            words.append("two people")
        if not (people.opted_in[m] and people.opted_in[lead]):
            words.append("opt-in")
        if rules.own_chain and (lead in _above(people, m) or m in _above(people, lead)):
            words.append("own management chain")
        if (m, lead) in past:
            words.append("not paired before")
        if (m, lead) in apart:
            words.append("vetoes")
        if _minutes(people, m, lead) < rules.shared_minutes:
            words.append("working hours")
        if rules.same_location and people.location[m] != people.location[lead]:
            words.append("same location")
        a, b = people.unit[m], people.unit[lead]
        if rules.barred_units is not None and min(a, b) >= 0 and rules.barred_units[a, b]:
            words.append("restriction of units")
        for k, kind in enumerate(people.kinds):
            mine, theirs = int(people.comfort[m, k]), int(people.comfort[lead, k])
            if mine and theirs and not mine & theirs:
                words.append(f"comfort zone: {kind}")
        broken += [Violation(rule=word, people=(m, lead), excess=1.0) for word in words]
    return tuple(broken)


def gained(problem: PairProblem, chosen: NDArray[np.bool_]) -> float:
    """What a set of pairs gains in all, counted person by person [expected new bridges].

    Of the gains that a person has from several pairs the largest counts; a loss counts each time.
    """
    largest: dict[tuple[str, int], float] = {}
    lost = 0.0
    for a in np.flatnonzero(chosen):
        for side, person, own in (
            ("mentor", int(problem.mentor[a]), float(problem.mentor_gain[a])),
            ("leader", int(problem.leader[a]), float(problem.leader_gain[a])),
        ):
            largest[side, person] = max(largest.get((side, person), 0.0), own)
            lost += min(own, 0.0)
    return sum(largest.values()) + lost


def _totals(
    problem: RouteProblem, chosen: list[tuple[int, int]], lots: list[tuple[int, int]]
) -> list[Violation]:
    broken = []
    money = sum(float(problem.cost[r]) for _, r in chosen + lots)
    time = sum(float(problem.hours[r]) for _, r in chosen + lots)
    for rule, used, limit in (
        ("budget", money, problem.budget),
        ("hours", time, problem.hours_limit),
    ):
        if used > limit + _EPS * max(1.0, abs(limit)):
            broken.append(Violation(rule=rule, people=(), excess=used - limit))
    heads = Counter(r for _, r in chosen + lots)
    for r, name in enumerate(problem.routes):
        if 0 <= problem.seats[r] < heads[r]:
            over = heads[r] - int(problem.seats[r])
            broken.append(Violation(rule=f"seats of {name}", people=(), excess=over))
    return broken


def _groups(problem: RouteProblem, chosen: list[tuple[int, int]]) -> list[Violation]:
    broken = []
    covered = Counter(int(problem.discipline[i]) for i, _ in chosen)
    for d, name in enumerate(problem.disciplines):
        short = int(problem.coverage[d]) - covered[d]
        if short > 0:
            broken.append(Violation(rule=f"coverage of {name}", people=(), excess=short))
    axes = () if problem.fairness is None else problem.fairness.by
    for axis in axes:
        names, group = {
            "unit": (problem.units, problem.unit),
            "discipline": (problem.disciplines, problem.discipline),
        }[axis]
        broken += _unfair(problem, chosen, names, group)
    return broken


def _unfair(
    problem: RouteProblem,
    chosen: list[tuple[int, int]],
    names: tuple[str, ...],
    group: NDArray[np.int64],
) -> list[Violation]:
    assert problem.fairness is not None
    broken = []
    could: Counter[int] = Counter()
    for i in range(problem.base.size):
        if problem.opted_in[i] and bool(problem.eligible[i].any()):
            could[int(group[i])] += 1
    placed = Counter(int(group[i]) for i, _ in chosen)
    everyone, tolerance = sum(could.values()), problem.fairness.tolerance
    for g, name in enumerate(names):
        if not could[g]:
            continue
        due = len(chosen) * could[g] / everyone
        off = max(placed[g] - due * (1 + tolerance) - 1, due * (1 - tolerance) - 1 - placed[g])
        if off > _EPS:
            broken.append(Violation(rule=f"fairness to {name}", people=(), excess=off))
    return broken


def _above(people: PairPeople, person: int) -> set[int]:
    seen: set[int] = set()
    at = int(people.manager[person])
    while at >= 0 and at not in seen:
        seen.add(at)
        at = int(people.manager[at])
    return seen


def _minutes(people: PairPeople, first: int, second: int) -> float:
    ends = [people.starts[first], people.ends[first], people.starts[second], people.ends[second]]
    if any(np.isnan(e) for e in ends):
        return float("inf")
    marks = [set(np.arange(int(a), int(b)) % 1440) for a, b in (ends[:2], ends[2:])]
    return float(len(marks[0] & marks[1]))
