"""Payout curves and plans: by hand, in closed form, and as properties."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from vesica.core.payout import (
    Component,
    Curve,
    FiscalYear,
    Gate,
    Plan,
    Rounding,
    Rule,
    Shape,
    converted,
)
from vesica.errors import EstimationError
from vesica.incentives.credit import credited
from vesica.incentives.payout import (
    bonus,
    corners,
    curve_pay,
    expected_pay,
    factor,
    paid,
    pool_share,
)
from vesica.incentives.plans import plan_from_rows

USUAL = Curve(metric="leads", at=(90, 100, 115), pays=(0.5, 1, 2))
CURVES = {
    "linear with threshold and cap": USUAL,
    "no jump at the threshold": Curve(metric="leads", at=(80, 100), pays=(0, 1)),
    "steps": Curve(metric="leads", at=(90, 100, 110), pays=(0.5, 1, 1.5), shape=Shape.STEP),
    "all or nothing": Curve(metric="leads", at=(100,), pays=(1,)),
    "accelerated": Curve(metric="leads", at=(90, 100, 105, 115), pays=(0.5, 1, 1.2, 2.5)),
    "without a cap": Curve(metric="leads", at=(90, 100), pays=(0.5, 1), beyond=0.1),
    "lower is better": Curve(metric="leads", at=(110, 100, 85), pays=(0.5, 1, 2)),
    "a floor": Curve(metric="leads", at=(90, 100, 115), pays=(0.5, 1, 2), floor=0.25),
}
YEAR = FiscalYear(year=2025)


def plan(**changes):
    given_: dict[str, Any] = {
        "target_bonus": Decimal("10000"),
        "currency": "EUR",
        "fiscal_year": YEAR,
        "components": (Component(weight=1.0, curve=USUAL),),
    }
    return Plan(**(given_ | changes))


@pytest.mark.parametrize(
    ("value", "share"),
    [(89.99, 0), (90, 0.5), (95, 0.75), (100, 1), (107.5, 1.5), (115, 2), (200, 2)],
)
def test_the_usual_curve_by_hand(value, share):
    assert curve_pay(USUAL, value) == pytest.approx(share)


@pytest.mark.parametrize(
    ("name", "value", "share"),
    [
        ("steps", 89.9, 0),
        ("steps", 99.9, 0.5),
        ("steps", 100, 1),
        ("steps", 500, 1.5),
        ("accelerated", 110, 1.85),
        ("without a cap", 110, 2),
        ("lower is better", 105, 0.75),
        ("lower is better", 111, 0),
        ("lower is better", 80, 2),
        ("a floor", 50, 0.25),
    ],
)
def test_other_forms_by_hand(name, value, share):
    assert curve_pay(CURVES[name], value) == pytest.approx(share)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize(("mean", "sd"), [(100, 8), (88, 3), (118, 10), (101, 0)])
def test_closed_form_is_the_integral_and_the_mean_of_draws(name, mean, sd):
    curve = CURVES[name]
    exact = expected_pay(curve, mean=mean, sd=sd)
    draws = curve_pay(curve, mean + sd * np.random.default_rng(3).standard_normal(200_000))
    assert abs(draws.mean() - exact) <= 3 * draws.std() / 200_000**0.5 + 1e-12
    if sd:
        ends = sorted({mean - 10 * sd, *curve.at, mean + 10 * sd})
        whole = sum(
            integrate.quad(
                lambda x: float(curve_pay(curve, x)) * stats.norm.pdf(x, mean, sd), a, b
            )[0]
            for a, b in itertools.pairwise(ends)
        )
        assert exact == pytest.approx(whole, abs=1e-6)


def test_a_whole_plan_by_hand():
    scorecard = plan(
        components=(
            Component(weight=0.6, curve=USUAL),
            Component(weight=0.4, curve=Curve(metric="score", at=(70, 80), pays=(0.5, 1))),
        ),
        multipliers=(Curve(metric="unit", at=(0, 10), pays=(0.8, 1.2)),),
        individual=1.1,
        gates=(Gate(metric="accidents", least=2, lower_is_better=True, factor=0.5),),
        cap=1.5,
        prorate=0.5,
    )
    values = {"leads": 107.5, "score": 75.0, "unit": 5.0, "accidents": 2.0}
    # (0.6 x 1.5 + 0.4 x 0.75) x 1.0 x 1.1 = 1.32; half a year of 10,000
    assert paid(scorecard, values) == Decimal("6600.00")
    assert paid(scorecard, values | {"accidents": 3.0}) == Decimal("3300.00")
    assert paid(scorecard, values | {"leads": 120.0, "unit": 10.0}) == Decimal("7500.00")
    assert scorecard.metrics == ("leads", "score", "unit", "accidents")


def test_a_pool_pays_a_share_of_what_is_funded():
    funding = Curve(metric="profit", at=(50, 100, 150), pays=(0, 1, 1.5))
    share = plan(
        target_bonus=pool_share(Decimal("1000000"), 0.02), components=(), multipliers=(funding,)
    )
    assert paid(share, {"profit": 75.0}) == Decimal("10000.00")
    assert paid(share, {"profit": 40.0}) == 0


@pytest.mark.parametrize(
    ("rule", "step", "amount", "rounded"),
    [
        (Rule.HALF_EVEN, "0.01", "1.005", "1.00"),
        (Rule.HALF_UP, "0.01", "1.005", "1.01"),
        (Rule.DOWN, "100", "1999.99", "1900"),
        (Rule.HALF_EVEN, "5", "12.5", "10"),
    ],
)
def test_rounding_rules(rule, step, amount, rounded):
    assert Rounding(step=Decimal(step), rule=rule)(Decimal(amount)) == Decimal(rounded)


def test_fiscal_years_and_prorating():
    from datetime import date

    assert FiscalYear(year=2025, first_month=7).first_day == date(2024, 7, 1)
    assert FiscalYear(year=2025, first_month=7).last_day == date(2025, 6, 30)
    assert YEAR.share(start=date(2025, 7, 2)) == pytest.approx(183 / 365)
    assert YEAR.share(start=date(2026, 1, 1)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": (1, 2), "pays": (1,)},
        {"at": (1, 1), "pays": (1, 1)},
        {"at": (1, 2), "pays": (1, 0.5)},
        {"at": (1, 3, 2), "pays": (1, 1, 1)},
        {"at": (1,), "pays": (0.5,), "floor": 0.7},
        {"at": (1,), "pays": (float("nan"),)},
    ],
)
def test_curves_that_make_no_sense_are_refused(wrong):
    with pytest.raises(EstimationError):
        Curve(metric="leads", **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"components": ()},
        {"components": (Component(weight=0.5, curve=USUAL),)},
        {"currency": "euro"},
        {"target_bonus": Decimal("-1")},
        {"prorate": 1.5},
    ],
)
def test_plans_that_make_no_sense_are_refused(wrong):
    with pytest.raises(EstimationError):
        plan(**wrong)


def test_a_metric_without_values_is_named():
    with pytest.raises(EstimationError, match="leads"):
        factor(plan(), {"other": 1.0})


ROW = {
    "metric": "leads",
    "weight": Decimal("1"),
    "threshold": Decimal("90"),
    "target": Decimal("100"),
    "maximum": Decimal("115"),
    "payout_threshold": Decimal("0.5"),
    "payout_target": Decimal("1"),
    "payout_maximum": Decimal("2"),
    "target_bonus": Decimal("10000"),
    "currency": "EUR",
    "fiscal_year": 2025,
}


def test_plan_from_rows_is_the_plan_by_hand():
    assert plan_from_rows([ROW]) == plan()
    single = plan_from_rows([ROW | {"weight": None, "threshold": None, "maximum": None}])
    assert single.components[0].curve.at == (100.0,)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [ROW | {"target_bonus": None}],
        [ROW | {"target": None}],
        [ROW | {"payout_maximum": None}],
        [ROW, ROW | {"currency": "USD"}],
        [ROW | {"weight": None}, ROW],
    ],
)
def test_rows_that_are_no_plan_are_refused(rows):
    with pytest.raises(EstimationError):
        plan_from_rows(rows)


values_ = st.floats(-1e4, 1e4)


@given(st.sampled_from(sorted(CURVES)), values_, values_)
def test_a_better_value_never_pays_less(name, one, other):
    curve = CURVES[name]
    worse, better = sorted((one, other), key=lambda x: curve.sign * x)
    assert curve_pay(curve, worse) <= curve_pay(curve, better) + 1e-12


@given(st.sampled_from(sorted(CURVES)), values_)
def test_pay_stays_between_floor_and_cap(name, value):
    curve = CURVES[name]
    share = float(curve_pay(curve, value))
    assert share >= curve.floor
    assert curve.beyond or share <= curve.pays[-1]


@given(values_, st.integers(1, 5))
def test_pay_scales_with_the_target_and_with_the_currency(value, times):
    once = bonus(plan(), {"leads": value})
    more = plan(target_bonus=Decimal(10_000 * times))
    assert bonus(more, {"leads": value}) == pytest.approx(times * once)
    yen = converted(plan(), rate=Decimal("160"), currency="JPY")
    assert yen.currency == "JPY"
    assert bonus(yen, {"leads": value}) == pytest.approx(160 * once)


@given(st.sampled_from(sorted(CURVES)), st.floats(60, 140))
def test_the_drawn_curve_is_the_curve(name, value):
    curve = CURVES[name]
    points = corners(curve, 50, 150)[:: curve.sign]
    xs, ys = zip(*points, strict=True)
    if all(abs(value - x) > 1e-6 for x in xs):
        assert np.interp(value, xs, ys) == pytest.approx(float(curve_pay(curve, value)))


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.floats(-50, 50))
def test_credit_never_exceeds_the_lift(claims, total):
    credit = credited(claims, total)
    assert credit.sum() <= total + 1e-6
    if sum(claims) <= total:
        assert credit == pytest.approx(claims)
