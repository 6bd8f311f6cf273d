"""How long pairs and plans take, beside a linear programme and a greedy choice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from proof.c.instances import gains, problem_of, replicates, route_problem, sparse_pairs
from proof.c.simpler import by_programme, flow_alone, one_by_one
from proof.figure import Figure
from proof.registry import proof
from vesica.plan.candidates import Candidates, best_candidates, bound_over_all, recall
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairGains, PairProblem
from vesica.plan.rounds import ROUNDS, pair_in_rounds
from vesica.plan.routes import plan_routes
from vesica.plan.verify import gained, verify_pairs, verify_routes

__all__ = ["speed"]

# Declared before the first run.
SEED, K = 92_000, 50
PAIRS, MANY, BLOCKS, TOPICS, SAMPLE = 10_000, 100_000, 40, 12, 200
BANDS = 2
SAME, MISSED = 1e-6, 1e-3
EFFECT = np.array([0.05, 0.2, 0.12, 0.06, 0.1])
PLANS = 5

T = TypeVar("T")
Ints = NDArray[np.int64]
Allowed = Callable[[Ints, Ints], NDArray[np.bool_]]


@proof("C.speed")
def speed() -> tuple[Figure, ...]:
    """Pairs at 10,000 and 100,000 a side, candidates, plans at 1,000 and 10,000 people."""
    return (*_pairs(), *_many(), *_candidates(), *_plans())


def _timed(function: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    made = function()
    return made, time.perf_counter() - start


def _seconds(figure_id: str, what: str, spent: float, limit: float | None, note: str) -> Figure:
    return Figure(
        id=f"C.speed.{figure_id}",
        what=f"{what} [s]",
        value=spent,
        target="" if limit is None else f"< {limit:g} s",
        holds=None if limit is None else spent < limit,
        seconds=spent,
        note=note,
    )


def _pairs() -> list[Figure]:
    pair_up(sparse_pairs(10, k=2, capacity=1, seed=SEED))  # imports the solver
    problem = sparse_pairs(PAIRS, k=K, capacity=3, seed=SEED)
    plan, spent = _timed(lambda: pair_up(problem))
    _, flow = _timed(lambda: flow_alone(problem))
    (lp, lp_spent), (greedy, greedy_spent) = (
        _timed(lambda: by_programme(problem)),
        _timed(lambda: one_by_one(problem)),
    )
    vetoed = problem.vetoed.copy()
    vetoed[np.flatnonzero(plan.chosen)[0]] = True
    _, again = _timed(lambda: pair_up(replace(problem, vetoed=vetoed)))
    faults = len(verify_pairs(problem, plan.chosen, gain=plan.gain))
    off = abs(lp - plan.gain) / lp
    single = sparse_pairs(PAIRS, k=K, capacity=1, seed=SEED)
    note = (
        f"Gain {plan.gain:.4f}, bound {plan.bound:.4f}, own gain once; prices included."
        f" {spent / flow:.1f} times the bare flow solver, see C.speed.flow."
    )
    return [
        _seconds("pairs", "10,000 by 10,000, 50 candidates, 3 places", spent, 1.0, note),
        _seconds("veto_pairs", "the same after one veto", again, 1.0, ""),
        _seconds(
            "flow",
            "OR-Tools' minimum-cost flow alone, all gains of a person added",
            flow,
            None,
            "A simpler problem, without prices: how fast the solver is by itself.",
        ),
        _seconds("linear", "the same as a linear programme by HiGHS", lp_spent, None, f"{lp:.4f}"),
        Figure(
            id="C.speed.linear_same",
            what="distance of the plan from the linear programme's optimum, as a share [1]",
            value=off,
            target=f"<= {SAME:g}, and no fault found by the verifier",
            holds=off <= SAME and faults == 0,
            note=f"Plan {plan.gain:.6f}, linear programme {lp:.6f}; {faults} faults.",
        ),
        _seconds(
            "greedy",
            "the same greedily: the pair that adds most, again and again",
            greedy_spent,
            None,
            f"Loses {1 - gained(problem, greedy) / plan.gain:.2%}; own gain once.",
        ),
        Figure(
            id="C.speed.greedy_one",
            what="what a greedy choice loses with one place each [1]",
            value=1 - gained(single, one_by_one(single)) / pair_up(single).gain,
        ),
    ]


def _many() -> list[Figure]:
    problem = sparse_pairs(MANY, k=K, capacity=3, seed=SEED + 1)
    plan, spent = _timed(lambda: pair_up(problem))
    note = f"Gap to the bound {plan.gap:.2g}; prices included."
    return [_seconds("pairs_100k", "100,000 by 100,000, 50 candidates", spent, 30.0, note)]


def _candidates() -> list[Figure]:
    return [*_searched(PAIRS, "10k", lost=True), *_searched(MANY, "100k", lost=False)]


def _searched(n: int, name: str, *, lost: bool) -> list[Figure]:
    made = gains(n, n, topics=TOPICS, seed=SEED + 2)
    rng = np.random.default_rng(SEED + 3)
    first, second = rng.integers(0, BLOCKS, n), rng.integers(0, BLOCKS, n)

    def allowed(i: Ints, j: Ints) -> NDArray[np.bool_]:
        return (np.abs(first[i] - second[j]) <= BANDS) & ((i * 31 + j * 17) % 10 > 0)

    found, spent = _timed(
        lambda: best_candidates(
            gains=made,
            allowed=allowed,
            k=K,
            mentor_block=first,
            leader_block=second,
            reach=BANDS,
        )
    )
    sample = rng.choice(n, SAMPLE, replace=False)
    share = recall(found=found, gains=made, allowed=allowed, sample=sample, k=K)
    note = (
        f"{found.mentor.size:,} pairs; recall {share:.4f} of the best {K} of {SAMPLE} mentors"
        f" looked up exhaustively. Bands of working hours; rules and blocks reach {BANDS} bands."
    )
    figures = [_seconds(f"candidates_{name}", f"candidates, {n:,} a side", spent, None, note)]
    return [*figures, *_lost(made, found, allowed, first, second)] if lost else figures


def _lost(
    made: PairGains, found: Candidates, allowed: Allowed, first: Ints, second: Ints
) -> list[Figure]:
    """What the best candidates lose, alone and after the rounds by prices that a plan makes."""
    shares, totals, seconds = [], [], []
    for rounds in (0, ROUNDS):
        (problem, plan), spent = _timed(
            partial(
                pair_in_rounds,
                found,
                problem_of=_one_place,
                gains=made,
                allowed=allowed,
                rounds=rounds,
                mentor_block=first,
                leader_block=second,
                reach=BANDS,
            )
        )
        whole = bound_over_all(
            gains=made,
            allowed=allowed,
            mentor_capacity=problem.mentor_capacity,
            leader_capacity=problem.leader_capacity,
            mentor_price=plan.mentor_price,
            leader_price=plan.leader_price,
        )
        shares.append(whole / plan.gain - 1)
        totals.append(plan.gain)
        seconds.append(spent)
    what = "most that pairs beyond the candidates could add, 10,000 a side"
    return [
        Figure(
            id="C.speed.candidates_loss",
            what=f"{what}, best {K} of each alone [1]",
            value=shares[0],
            note="A bound by prices over every allowed pair. No plan stops here: all want the"
            f" same few, so rounds follow. They truly add {totals[1] / totals[0] - 1:.2%}.",
        ),
        Figure(
            id="C.speed.candidates_rounds",
            what=f"{what}, after the {ROUNDS} rounds that a plan makes [1]",
            value=shares[1],
            target=f"<= {MISSED:.1%}",
            holds=shares[1] <= MISSED,
            note=f"{seconds[1]:.1f} s with all rounds, {seconds[0]:.1f} s without.",
        ),
    ]


def _one_place(found: Candidates) -> PairProblem:
    n = PAIRS
    none = np.zeros(found.mentor.size)
    bare = problem_of(found.mentor, found.leader, none, n, n)
    return replace(bare, mentor_gain=found.mentor_gain, leader_gain=found.leader_gain)


def _plans() -> list[Figure]:
    spent, again, gaps, faults = [], [], [], 0
    for seed in range(SEED + 10, SEED + 10 + replicates(PLANS)):
        problem = route_problem(1000, effect=EFFECT, seed=seed)
        plan, seconds = _timed(partial(plan_routes, problem))
        spent.append(seconds)
        vetoed = problem.vetoed.copy()
        one = int(np.flatnonzero(plan.route >= 0)[0])
        vetoed[one, plan.route[one]] = True
        changed = replace(problem, vetoed=vetoed)
        second, seconds = _timed(partial(plan_routes, changed))
        again.append(seconds)
        gaps.append(plan.gap)
        faults += len(verify_routes(problem, plan.route)) + len(
            verify_routes(changed, second.route)
        )
    large = route_problem(10_000, effect=EFFECT, seed=SEED + 30)
    plan, seconds = _timed(lambda: plan_routes(large))
    faults += len(verify_routes(large, plan.route))
    note = f"Slowest of {len(spent)}; gap at most {max(gaps):.2%}; {faults} faults in all plans."
    return [
        _seconds("plan_1k", "1,000 people by 5 routes, all rules", max(spent), 2.0, note),
        _seconds("veto", "1,000 people again after one veto", max(again), 1.0, "Slowest."),
        _seconds("plan_10k", "10,000 people by 5 routes, all rules", seconds, 30.0, ""),
        Figure(
            id="C.speed.plan_10k_gap",
            what="gap to the bound at 10,000 people [1]",
            value=plan.gap,
            target="<= .1 %",
            holds=plan.gap <= 1e-3 and faults == 0,
            note=f"{plan.bridges:.2f} expected bridges, bound {plan.bound:.2f}.",
        ),
    ]
