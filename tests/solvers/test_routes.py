from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import planning
import pytest

from vesica.errors import UsageError
from vesica.plan.effects import effect_draws, expected_bridges, outcomes, shrink_effects
from vesica.plan.limits import frontier, prices_of_rules
from vesica.plan.problem import Fairness
from vesica.plan.reserve import draw_lots, hold_back
from vesica.plan.routes import plan_routes, tail_mean
from vesica.plan.simple import greedy_routes, random_routes, regret
from vesica.plan.verify import verify_routes

LIMITS = {
    "free": {},
    "budget": {"budget": 7.0},
    "hours": {"hours_limit": 9.0},
    "seats": {"seats": np.array([1, 2])},
    "coverage": {"budget": 4.0, "coverage": np.array([1, 1])},
    "fairness": {"budget": 8.0, "fairness": Fairness(tolerance=0.1)},
    "fairness twice": {
        "budget": 8.0,
        "fairness": Fairness(tolerance=0.1, by=("unit", "discipline")),
    },
    "all": {
        "budget": 8.0,
        "hours_limit": 14.0,
        "seats": np.array([2, 3]),
        "coverage": np.array([1, 1]),
        "fairness": Fairness(),
    },
}


def _everything(problem):
    """Every assignment that the verifier accepts."""
    n, R = problem.eligible.shape
    for some in itertools.product(range(-1, R), repeat=n):
        route = np.array(some)
        if not verify_routes(problem, route):
            yield route


def _chance(problem, route):
    on = route >= 0
    chance = problem.base.copy()
    chance[on] += problem.gain[on, route[on]]
    return chance


def _worth(problem, route, objective, draws):
    on = route >= 0
    bridges = problem.gain[on, route[on]].sum()
    if objective == "coverage":
        return np.unique(problem.discipline[on]).size
    if objective == "least":
        could = (problem.eligible & problem.opted_in[:, None] & ~problem.vetoed).any(axis=1)
        return _chance(problem, route)[could].min()
    if objective == "cautious":
        reach = [problem.exposure[route == r, r].sum() for r in range(2)]
        return tail_mean(draws @ reach, 0.3)
    return bridges


@pytest.mark.parametrize("objective", ["bridges", "coverage", "least", "cautious"])
@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("seed", range(2))
def test_the_best_plan_is_that_of_brute_force(seed, limits, objective):
    rng = np.random.default_rng(seed)
    problem = planning.routes(6, seed=seed, **LIMITS[limits])
    problem = replace(problem, vetoed=rng.random((6, 2)) < 0.1, opted_in=rng.random(6) < 0.9)
    draws = rng.normal(problem.effect, [0.3, 0.05], (20, 2))
    found = list(_everything(problem))
    if not found:
        with pytest.raises(UsageError, match="cannot all hold"):
            plan_routes(problem, objective=objective, draws=draws, tail=0.3, gap=0)
        return
    plan = plan_routes(problem, objective=objective, draws=draws, tail=0.3, gap=0)
    best = max(_worth(problem, route, objective, draws) for route in found)
    assert verify_routes(problem, plan.route) == ()
    assert _worth(problem, plan.route, objective, draws) == pytest.approx(best, abs=2e-6)
    assert plan.value == pytest.approx(best, abs=2e-6)
    if objective in ("coverage", "least"):
        ties = [r for r in found if _worth(problem, r, objective, draws) >= best - 1e-9]
        most = max(_worth(problem, r, "bridges", draws) for r in ties)
        assert plan.bridges >= most - 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_larger_plans_stay_within_their_gap(seed):
    problem = planning.routes(400, seed=seed, budget=200.0, fairness=Fairness(), n_routes=2)
    problem = replace(problem, seats=np.array([40, 90]), coverage=np.array([1, 1]))
    quick, exact = plan_routes(problem), plan_routes(problem, gap=1e-6)
    assert quick.bound >= exact.bridges - 1e-9
    assert quick.bridges >= exact.bridges * (1 - 5e-4)
    assert quick.gap <= 5e-4
    assert verify_routes(problem, quick.route) == ()


def test_the_order_of_people_decides_nothing():
    rng = np.random.default_rng(5)
    problem = planning.routes(20, seed=5, budget=20.0, fairness=Fairness())
    problem = replace(problem, exposure=problem.exposure.round(1))
    turn = rng.permutation(20)
    names = ("exposure", "base", "eligible", "locked", "vetoed", "opted_in", "unit", "discipline")
    turned = replace(problem, **{k: getattr(problem, k)[turn] for k in (*names, "tie")})
    for way in (lambda p: plan_routes(p).route, greedy_routes):
        assert (way(problem)[turn] == way(turned)).all()
    first, second = (random_routes(p, np.random.default_rng(1)) for p in (problem, turned))
    assert (first[turn] == second).all()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"locked": [(0, 0), (1, 0)], "seats": [1, -1]}, {"locks", "seats of route 0"}),
        ({"locked": [(0, 0)], "vetoed": [(0, 0)]}, {"locks", "vetoes"}),
        ({"coverage": [3, 0]}, {"coverage of sales"}),
        ({"coverage": [1, 1], "budget": 1.5}, {"budget", "coverage of sales", "coverage of care"}),
        ({"locked": [(0, 1)], "hours_limit": 4.0, "budget": 2.0}, {"locks", "hours"}),
        ({"locked": [(0, 0)], "opted_in": [1]}, {"locks", "opt-in"}),
    ],
)
def test_a_clash_is_named_and_nothing_else(change, names):
    problem = planning.routes(4)
    marks = {}
    for key, value in change.items():
        if key in ("locked", "vetoed"):
            marks[key] = np.zeros((4, 2), dtype=bool)
            for cell in value:
                marks[key][cell] = True
        elif key == "opted_in":
            marks[key] = np.isin(np.arange(4), value)
        else:
            marks[key] = np.array(value) if isinstance(value, list) else value
    with pytest.raises(UsageError) as error:
        plan_routes(replace(problem, **marks))
    said = error.value.message.removeprefix("These rules cannot all hold: ").rstrip(".")
    assert set(said.split("; ")) == names


BROKEN = {
    "budget": {"budget": 4.9},
    "hours": {"hours_limit": 8.0},
    "seats of route 0": {"seats": np.array([0, 9])},
    "coverage of care": {"coverage": np.array([0, 2])},
    "fairness to north": {"fairness": Fairness(), "unit": np.array([0, 0, 0, 1, 1, 1, 1, 1])},
    "eligibility": {"eligible": np.zeros((8, 2), dtype=bool)},
    "opt-in": {"opted_in": np.zeros(8, dtype=bool)},
    "vetoes": {"vetoed": np.ones((8, 2), dtype=bool)},
    "locks": {"locked": np.eye(8, 2, k=-6, dtype=bool)},
    "one route per person": {},
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_verifier_catches(rule):
    problem = planning.routes(8)
    route = np.array([0, 1, 1, -1, -1, -1, -1, -1])
    drawn = route if rule == "one route per person" else None
    assert verify_routes(problem, route) == ()
    found = {v.rule for v in verify_routes(replace(problem, **BROKEN[rule]), route, drawn=drawn)}
    assert rule in found


def test_shrinkage_pulls_the_luckiest_most():
    effects = shrink_effects(np.array([0.5, 0.1, 0.12, 0.09]), np.array([0.2, 0.02, 0.02, 0.02]))
    assert effects.mean[0] < 0.3
    assert effects.mean[1] == pytest.approx(0.1, abs=0.02)
    assert effects.weight[0] < effects.weight[1]
    alike = shrink_effects(np.array([0.1, 0.11, 0.09]), np.full(3, 0.1))
    assert alike.spread == 0
    assert alike.mean == pytest.approx(0.1)
    assert shrink_effects(np.array([0.3]), np.array([0.1])).mean == pytest.approx(0.3)
    draws = effect_draws(alike, n=20_000, rng=np.random.default_rng(0))
    assert np.cov(draws.T)[0, 1] == pytest.approx(0.01 / 3, rel=0.05)


def test_tail_mean_counts_the_edge_in_part():
    assert tail_mean(np.array([4.0, 1.0, 2.0, 3.0]), 0.25) == 1.0
    assert tail_mean(np.array([4.0, 1.0, 2.0, 3.0]), 0.375) == pytest.approx((1 + 0.5 * 2) / 1.5)


def test_caution_avoids_the_route_that_may_fail_for_all():
    problem = planning.routes(10, seed=2, seats=np.array([5, 5]), budget=12.0)
    draws = np.random.default_rng(0).normal(problem.effect, [0.4, 0.01], (200, 2))
    bold, careful = (
        plan_routes(problem, objective=o, draws=draws) for o in ("bridges", "cautious")
    )
    worst = [tail_mean(outcomes(problem, plan, draws), 0.1) for plan in (bold, careful)]
    assert worst[1] > worst[0]
    assert bold.bridges >= careful.bridges
    said = expected_bridges(problem, careful, draws)
    assert said.low < said.value < said.high


def test_prices_are_those_of_another_plan():
    problem = planning.routes(8, seats=np.array([2, 2]), budget=20.0, fairness=Fairness())
    plan = plan_routes(problem, gap=0)
    free = replace(problem, seats=np.array([-1, -1]))
    prices = {p.name: p for p in prices_of_rules(problem, plan, others={"any": free}, gap=0)}
    more = plan_routes(replace(problem, seats=np.array([3, 2])), gap=0)
    assert prices["one more seat in route 0"].bridges == pytest.approx(more.bridges - plan.bridges)
    assert prices["any"].told
    assert min(p.bridges for p in prices.values()) >= -1e-9
    points = frontier(problem, [2.0, 4.0, 8.0], gap=0)
    assert [p.bridges for p in points] == sorted(p.bridges for p in points)


def test_the_plan_is_no_worse_than_simpler_ways():
    problem = planning.routes(60, budget=40.0, fairness=Fairness(), seats=np.array([8, 12]))
    plan = plan_routes(problem)
    said = regret(problem, plan, rng=np.random.default_rng(0))
    assert said.over_greedy >= -plan.bound * plan.gap - 1e-9
    assert said.over_random > 0
    for route in (greedy_routes(problem), random_routes(problem, np.random.default_rng(1))):
        broken = {v.rule.split(" to ")[0] for v in verify_routes(problem, route)}
        assert broken <= {"fairness"}


def test_lots_keep_every_limit_and_say_the_chance():
    problem = planning.routes(200, budget=150.0, seats=np.array([20, 60]), hours_limit=300.0)
    plan = plan_routes(hold_back(problem))
    wins = np.zeros(200)
    for seed in range(300):
        lots = draw_lots(problem, plan, rng=np.random.default_rng(seed))
        assert verify_routes(problem, plan.route, drawn=lots.route) == ()
        wins += lots.route >= 0
    for r in range(2):
        rate = wins[lots.pool == r].mean() / 300
        assert rate == pytest.approx(lots.chance[r], abs=1e-12)
        assert 0 < rate <= 0.5
        spread = np.sqrt(300 * rate * (1 - rate))
        assert np.abs(wins[lots.pool == r] - 300 * rate).max() < 5 * spread  # alike for each
    assert (wins[lots.pool < 0] == 0).all()
    assert ((lots.pool >= 0) <= (plan.route < 0)).all()


def test_a_veto_moves_only_the_lots_that_it_must():
    problem = planning.routes(200, budget=150.0, seats=np.array([20, 60]), hours_limit=300.0)

    def made(vetoed):
        changed = replace(problem, vetoed=vetoed)
        plan = plan_routes(hold_back(changed))
        lots = draw_lots(changed, plan, rng=np.random.default_rng(5))
        assert verify_routes(changed, plan.route, drawn=lots.route) == ()
        return plan, lots

    plan, lots = made(problem.vetoed)
    chosen, drawn = np.flatnonzero(plan.route >= 0), np.flatnonzero(lots.route >= 0)
    for person in (*chosen[:8], *drawn):
        vetoed = problem.vetoed.copy()
        vetoed[person] = True
        plan_after, lots_after = made(vetoed)
        others = np.arange(200) != person
        moved = others & (lots_after.route != lots.route)
        # Who joins or leaves a pool, and places more or fewer, can each move one other lot.
        joined = int((others & (lots_after.pool != lots.pool)).sum())
        for r in range(2):
            places = abs(int((lots_after.route == r).sum()) - int((lots.route == r).sum()))
            joined += places + int(lots.route[person] == r)
        assert moved.sum() <= 2 * joined
        if person in drawn:
            assert np.array_equal(plan_after.route, plan.route)
            assert moved.sum() == 1  # the next number moves up


def test_a_frontier_is_that_of_every_budget_solved_alone():
    problem = planning.routes(150, budget=90.0, fairness=Fairness(), seats=np.array([12, 20]))
    budgets = (20.0, 45.0, 90.0, 400.0, 500.0)  # seats end before the last two do
    points = frontier(problem, budgets, known=plan_routes(problem, gap=0), gap=0)
    alone = [plan_routes(replace(problem, budget=b), gap=0) for b in budgets]
    assert [p.bridges for p in points] == pytest.approx([p.bridges for p in alone], rel=1e-9)
    assert [p.budget for p in points] == list(budgets)
    assert all(p.spent <= p.budget + 1e-9 for p in points)


@pytest.mark.parametrize(("seats", "told"), [(6, True), (100, False)])
def test_one_more_of_a_limit_is_priced_where_it_binds(seats, told):
    problem = planning.routes(60, budget=np.inf, seats=np.array([seats, 100]))
    plan = plan_routes(problem, gap=0)
    prices = {p.name: p for p in prices_of_rules(problem, plan, gap=0)}
    more = replace(problem, seats=problem.seats + np.array([1, 0]))
    price = prices["one more seat in route 0"]
    assert price.told is told
    assert price.bridges == pytest.approx(
        plan_routes(more, gap=0).bridges - plan.bridges, abs=1e-9
    )
    assert prices["one more seat in route 1"].told is False
