"""How long pairs and plans take, beside a linear programme and a greedy choice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from proof.c.instances import gains, problem_of, replicates, route_problem, sparse_pairs
from proof.figure import Figure
from proof.registry import proof
from vesica.plan.candidates import Candidates, best_candidates, bound_over_all, joined, recall
from vesica.plan.pairing import pair_up
from vesica.plan.problem import PairGains, PairProblem
from vesica.plan.routes import plan_routes
from vesica.plan.verify import verify_routes

__all__ = ["speed"]

# Declared before the first run.
SEED, K = 92_000, 50
PAIRS, MANY, BLOCKS, TOPICS, SAMPLE = 10_000, 100_000, 40, 12, 200
BANDS, ROUNDS, FURTHER = 2, 4, 10
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
    (lp, lp_spent), (greedy, greedy_spent) = (
        _timed(lambda: _linear(problem)),
        _timed(lambda: _greedy(problem)),
    )
    vetoed = problem.vetoed.copy()
    vetoed[np.flatnonzero(plan.chosen)[0]] = True
    _, again = _timed(lambda: pair_up(replace(problem, vetoed=vetoed)))
    short = 1 - greedy / plan.gain
    single = sparse_pairs(PAIRS, k=K, capacity=1, seed=SEED)
    note = f"Gain {plan.gain:.4f}, bound {plan.bound:.4f}; prices included."
    return [
        _seconds("pairs", "10,000 by 10,000, 50 candidates, 3 places", spent, 1.0, note),
        _seconds("veto_pairs", "the same after one veto", again, 1.0, ""),
        _seconds("linear", "the same as a linear programme by HiGHS", lp_spent, None, f"{lp:.4f}"),
        _seconds("greedy", "the same greedily", greedy_spent, None, f"Loses {short:.2%}."),
        Figure(
            id="C.speed.greedy_one",
            what="what a greedy choice loses with one place each [1]",
            value=1 - _greedy(single) / pair_up(single).gain,
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
    return [*figures, *_lost(made, found, allowed, n)] if lost else figures


def _lost(made: PairGains, found: Candidates, allowed: Allowed, n: int) -> list[Figure]:
    """What the best candidates lose, and rounds of further ones chosen by prices."""
    shares, start = [], time.perf_counter()
    for turn in range(ROUNDS + 1):
        worth = found.mentor_gain + found.leader_gain
        problem = problem_of(found.mentor, found.leader, worth, n, n)
        plan = pair_up(problem)
        prices = plan.mentor_price, plan.leader_price
        whole = bound_over_all(
            gains=made,
            allowed=allowed,
            mentor_capacity=problem.mentor_capacity,
            leader_capacity=problem.leader_capacity,
            mentor_price=prices[0],
            leader_price=prices[1],
        )
        shares.append(whole / plan.gain - 1)
        if turn < ROUNDS:
            more = best_candidates(gains=made, allowed=allowed, k=FURTHER, prices=prices)
            found = joined(found, more, n)
    spent = time.perf_counter() - start
    what = "most that pairs beyond the candidates could add, 10,000 a side"
    return [
        Figure(id="C.speed.candidates_loss", what=f"{what} [1]", value=shares[0]),
        Figure(
            id="C.speed.candidates_rounds",
            what=f"{what}, after {ROUNDS} rounds by prices [1]",
            value=shares[-1],
            note=f"{spent:.1f} s; round by round " + ", ".join(f"{s:.2%}" for s in shares),
        ),
    ]


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


def _linear(problem: PairProblem) -> float:
    arcs = np.arange(problem.mentor.size)
    n = problem.mentor_capacity.size
    rows = np.concatenate([problem.mentor, n + problem.leader])
    A = sparse.csr_matrix((np.ones(rows.size), (rows, np.tile(arcs, 2))))
    limit = np.concatenate([problem.mentor_capacity, problem.leader_capacity])
    return -float(linprog(-problem.gain, A_ub=A, b_ub=limit, bounds=(0, 1)).fun)


def _greedy(problem: PairProblem) -> float:
    left, right = problem.mentor_capacity.tolist(), problem.leader_capacity.tolist()
    gain, total = problem.gain, 0.0
    order = np.argsort(-gain)
    for i, j, g in zip(
        problem.mentor[order].tolist(),
        problem.leader[order].tolist(),
        gain[order].tolist(),
        strict=True,
    ):
        if left[i] and right[j] and g > 0:
            left[i] -= 1
            right[j] -= 1
            total += g
    return total
