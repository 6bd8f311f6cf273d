"""From participation to bonus: against closed forms, and as properties."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.core.line_of_sight import Grade
from vesica.core.payout import Component, Curve, FiscalYear, Gate, Plan
from vesica.errors import EstimationError
from vesica.incentives.effects import Effect, combined, rescaled, set_by_hand
from vesica.incentives.forecast import common_draws
from vesica.incentives.line_of_sight import Situation, expected_change, line_of_sight
from vesica.incentives.payout import expected_pay

COMMON = common_draws(np.random.default_rng(11), draws=20_000, slots=4)
Z = common_draws(np.random.default_rng(12), draws=20_000, slots=4).effect
CURVE = Curve(metric="leads", at=(90, 100, 115), pays=(0.5, 1, 2))
FOUND = Effect(metric="leads", mean=0.02, standard_error=0.01, grade=Grade.RANDOMISED, own_share=1)


def plan(*curves, **changes):
    curves = curves or (CURVE,)
    given_: dict[str, Any] = {
        "target_bonus": Decimal("50000"),
        "currency": "EUR",
        "fiscal_year": FiscalYear(year=2025),
        "components": tuple(Component(weight=1 / len(curves), curve=c) for c in curves),
    }
    return Plan(**(given_ | changes))


def situation(*, mean=101.0, sd=6.0, effects=(FOUND,), open_share=0.5, the_plan=None, credit=1.0):
    the_plan = the_plan or plan()
    without = {name: mean + sd * Z[k] for k, name in enumerate(the_plan.metrics)}
    return Situation(
        plan=the_plan,
        without=without,
        open_share=dict.fromkeys(without, open_share),
        effects=effects,
        credit=dict.fromkeys(without, credit),
    )


def case(sight, **changes):
    given_: dict[str, Any] = {"common": COMMON, "hours_per_week": 1, "weeks": 26}
    return line_of_sight(sight, **(given_ | changes))


@pytest.mark.parametrize(("mean", "sd"), [(101, 6), (88, 4), (120, 5)])
def test_both_bonuses_are_the_closed_form(mean, sd):
    sure = Effect(metric="leads", mean=0.04, standard_error=0.0, grade=Grade.RANDOMISED)
    found = case(situation(mean=mean, sd=sd, effects=(sure,)))
    grown = 1 + 0.04 * 0.5
    before = 50_000 * expected_pay(CURVE, mean=mean, sd=sd)
    after = 50_000 * expected_pay(CURVE, mean=grown * mean, sd=grown * sd)
    error = 3 * 50_000 * 0.7 / 20_000**0.5
    assert found.bonus_without.value == pytest.approx(before, abs=error)
    assert found.bonus_with.value == pytest.approx(after, abs=error)
    assert found.change.value == pytest.approx(
        after - before, abs=3 * found.monte_carlo_error + 1e-6
    )


def test_the_three_chances_add_up_and_nothing_is_said_aloud():
    low = case(situation(mean=60, sd=3))
    assert low.no_change == pytest.approx(1, abs=1e-3)
    assert low.below == pytest.approx(low.no_change)
    assert low.change.value == 0
    assert low.moves == ""
    assert low.metrics[0].to_next == pytest.approx(30, abs=0.2)
    high = case(situation(mean=150, sd=3))
    assert high.capped == pytest.approx(1, abs=1e-3)
    assert high.metrics[0].to_next is None
    middle = case(situation())
    assert middle.gain + middle.loss + middle.no_change == pytest.approx(1)
    assert middle.claims_gain is (middle.change.low > 0)
    assert middle.moves == "leads"


def test_what_makes_nothing_false_is_a_metric_that_ends_where_the_curve_rises():
    high = case(situation(mean=180, sd=3))
    assert high.no_change == 1
    assert high.false_if == ("leads ends below its maximum: more of it would then pay.",)
    low = case(situation(mean=60, sd=3))
    assert low.false_if == ("leads reaches its threshold: more of it would then pay.",)
    some = case(situation(mean=112))
    assert "leads ends above its maximum: more of it pays nothing." in some.false_if


def test_the_most_that_a_plan_can_pay():
    assert case(situation()).most == pytest.approx(100_000)
    endless = plan(replace(CURVE, beyond=0.1))
    assert case(situation(the_plan=endless)).most is None
    assert case(situation(the_plan=replace(endless, cap=1.5))).most == pytest.approx(75_000)


def test_an_effect_that_is_held_back_is_not_called_unmeasured():
    words = "this organisation has an estimate; it is held back until 10 people's evidence changed"
    guess = replace(FOUND, grade=Grade.ASSUMED, own_share=0)
    said = case(situation(effects=(guess,)), scenario=True)
    assert said.scenario.endswith("Nothing here was measured.")
    held = case(situation(effects=(replace(guess, held=words),)), scenario=True)
    assert "Nothing here was measured" not in held.scenario
    assert held.scenario.endswith(f"T{words[1:]}.")
    assert "held back" in held.false_if[0]


def test_a_shut_gate_is_a_reason_for_nothing():
    gated = plan(gates=(Gate(metric="accidents", least=2, lower_is_better=True),))
    found = case(situation(the_plan=gated))
    assert found.no_change == pytest.approx(1)
    assert found.below == pytest.approx(1)
    assert {m.metric: m.grade for m in found.metrics}["accidents"] is Grade.NONE


@pytest.mark.parametrize("grade", [Grade.ASSUMED, Grade.SET])
def test_what_is_only_assumed_is_refused_or_labelled(grade):
    guess = Effect(metric="leads", mean=0.02, standard_error=0.01, grade=grade)
    with pytest.raises(EstimationError, match="assumed"):
        case(situation(effects=(guess,)))
    assert case(situation(effects=(guess,)), scenario=True).scenario.startswith("Scenario")


def test_one_number_set_by_hand_labels_the_whole_case():
    two = plan(CURVE, Curve(metric="score", at=(90, 110), pays=(0.5, 1.5)))
    found = case(situation(the_plan=two, effects=(FOUND, set_by_hand("score", 0.1))))
    assert "score" in found.scenario
    assert case(situation(the_plan=two)).scenario == ""


def test_own_share_is_by_size_of_what_each_metric_brings():
    two = plan(CURVE, Curve(metric="score", at=(90, 110), pays=(0.5, 1.5)))
    prior = Effect(metric="score", mean=0.01, standard_error=0.005, grade=Grade.ASSUMED)
    found = case(situation(the_plan=two, effects=(FOUND, prior)))
    own, other = (abs(m.change.value) for m in found.metrics)
    assert found.own_share == pytest.approx(own / (own + other))
    assert [link.own_share for link in found.links] == [1, 0, 1, 1]


def test_own_time_is_taken_off():
    found = case(situation(), hour_cost=Decimal("120"))
    assert found.hours == 26
    assert found.time_cost == Decimal("3120.00")
    assert found.net.value == pytest.approx(found.change.value - 3120, abs=1)
    assert case(situation()).net is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"effects": ()},
        {"effects": (Effect(metric="x", mean=1, standard_error=1, grade=Grade.RANDOMISED),)},
    ],
)
def test_no_effect_on_the_plan_is_no_case(wrong):
    with pytest.raises(EstimationError, match="No effect"):
        case(situation(**wrong))


def test_a_metric_without_forecast_is_named():
    sight = situation()
    with pytest.raises(EstimationError, match="leads"):
        case(Situation(plan=sight.plan, without={}, open_share={}, effects=(FOUND,), credit={}))


@settings(max_examples=25, deadline=None)
@given(st.floats(60, 130), st.floats(0, 3), st.floats(0, 3))
def test_more_hours_of_what_helps_never_pay_less(mean, one, more):
    sure = Effect(metric="leads", mean=0.03, standard_error=0, grade=Grade.QUASI)
    sight = situation(mean=mean, effects=(sure,))
    less = case(sight, hours_per_week=one)
    assert case(sight, hours_per_week=one + more).change.value >= less.change.value - 1e-6
    assert less.change.value >= 0
    assert less.change.value <= 2 * 50_000


@settings(max_examples=15, deadline=None)
@given(st.floats(80, 120), st.floats(0, 1))
def test_part_of_the_credit_is_at_most_the_whole(mean, credit):
    sure = Effect(metric="leads", mean=0.03, standard_error=0, grade=Grade.QUASI)
    part = case(situation(mean=mean, effects=(sure,), credit=credit))
    rest = case(situation(mean=mean, effects=(sure,), credit=1 - credit))
    whole = case(situation(mean=mean, effects=(sure,)))
    lifts = [c.metrics[0].lift.value for c in (part, rest, whole)]
    assert lifts[0] + lifts[1] == pytest.approx(lifts[2])
    assert part.change.value <= whole.change.value + 1e-6


def test_sources_are_weighted_by_precision_and_graded_by_the_worst_that_counts():
    own = Effect(metric="m", mean=0.04, standard_error=0.02, grade=Grade.RANDOMISED, own_share=1)
    far = Effect(metric="m", mean=0.02, standard_error=0.01, grade=Grade.ADJUSTED, discount=0.5)
    # far, here: mean .01, sd sqrt(.005^2 + .005^2)
    both = combined((own, far))
    w = 1 / 0.0004, 1 / 0.00005
    assert both.mean == pytest.approx((0.04 * w[0] + 0.01 * w[1]) / sum(w))
    assert both.standard_error == pytest.approx(sum(w) ** -0.5)
    assert both.own_share == pytest.approx(w[0] / sum(w))
    assert both.grade is Grade.ADJUSTED


def test_the_expected_change_at_known_effects_averages_to_the_case():
    grid = FOUND.mean + FOUND.standard_error * np.linspace(-4, 4, 81)
    curve = expected_change(
        situation(), common=COMMON, hours_per_week=1, metric="leads", effect=grid
    )
    weight = np.exp(-(((grid - FOUND.mean) / FOUND.standard_error) ** 2) / 2)
    found = case(situation())
    assert curve @ weight / weight.sum() == pytest.approx(
        found.change.value, abs=3 * found.monte_carlo_error
    )
    assert np.all(np.diff(curve) >= 0)


def test_same_draws_same_case_and_new_assumptions_are_quick():
    sight = situation()
    start = time.perf_counter()
    again = case(sight)
    assert time.perf_counter() - start < 0.2
    assert again == case(sight)


def test_a_route_as_it_was_run_needs_no_hours():
    found = replace(FOUND, as_run=True)
    few, many = (case(situation(effects=(found,)), hours_per_week=hours) for hours in (0.25, 4.0))
    assert few.change == many.change
    assert few.as_run
    assert (few.own_share, few.scenario) == (1, "")
    assert few.links[0].grade == "randomised"


def test_other_hours_than_the_routes_are_an_assumption():
    found = replace(FOUND, as_run=True)
    carried = rescaled(found, hours=0.5)
    same = case(situation(effects=(carried,)), hours_per_week=0.5, scenario=True)
    usual = case(situation(effects=(found,)))
    assert same.change.value == pytest.approx(usual.change.value)  # no other dose, no other size
    assert same.own_share == 0
    assert same.links[0].grade.startswith("assumed: randomised as it was run here")
    assert same.scenario.endswith("That the effect grows with the minutes is assumed.")
    assert "does not grow with the hours" in same.false_if[0]
    with pytest.raises(EstimationError, match="one dose"):
        combined([found, carried])
