"""Fiscal years from the periods of a metric, assumptions in words, and plans from rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from vesica.core.line_of_sight import Grade
from vesica.core.payout import Component, Curve, FiscalYear, Gate, Plan, Shape
from vesica.errors import EstimationError, UsageError
from vesica.incentives.assumed import Assumed, assumed, hour_price
from vesica.incentives.calendar import calendar
from vesica.incentives.case_test import case_test
from vesica.incentives.effects import Effect, set_by_hand
from vesica.incentives.forecast import common_draws
from vesica.incentives.line_of_sight import Situation
from vesica.incentives.plans import plan_from_rows, year_end_of

ROW: dict[str, Any] = {
    "fiscal_year": 2026,
    "metric": "leads",
    "weight": Decimal("1"),
    "threshold": Decimal(90),
    "target": Decimal(100),
    "maximum": Decimal(120),
    "payout_threshold": Decimal("0.5"),
    "payout_target": Decimal(1),
    "payout_maximum": Decimal(2),
    "target_bonus": Decimal("40000.00"),
    "currency": "EUR",
}


@pytest.mark.parametrize(
    ("last", "first_month", "year", "known", "ahead"),
    [
        (date(2025, 9, 1), 1, 2025, 9, 3),
        (date(2025, 12, 1), 1, 2026, 0, 12),
        (date(2025, 9, 1), 4, 2026, 6, 6),
        (date(2025, 3, 1), 4, 2026, 0, 12),
        (date(2025, 9, 1), 10, 2026, 0, 12),
    ],
)
def test_the_year_is_the_one_of_the_next_month(last, first_month, year, known, ahead):
    months = [date(2024, m, 1) for m in range(1, 13)] + [
        date(2025, m, 1) for m in range(1, last.month + 1)
    ]
    found = calendar(months, first_month=first_month)
    assert (found.year.year, found.known, found.ahead) == (year, known, ahead)
    assert found.year.first_day <= date(2026, 1, 1) if ahead == 12 else True


def test_quarters_count_as_quarters_and_gaps_are_kept():
    quarters = [date(2024, 1, 1), date(2024, 4, 1), date(2024, 10, 1), date(2025, 1, 1)]
    found = calendar(quarters)
    assert (found.step, found.known, found.ahead, len(found.periods)) == (3, 1, 3, 5)
    assert found.weeks_left == pytest.approx(39.1, abs=0.1)
    with pytest.raises(EstimationError, match="neither months nor quarters"):
        calendar([date(2024, 1, 1), date(2025, 1, 1)])
    with pytest.raises(EstimationError, match="inside a period"):
        calendar(quarters, first_month=3)


def test_assumptions_are_read_and_wrong_ones_refused():
    start = Assumed(minutes_per_week=20)
    found = assumed(start, ["minutes_per_week=45", "gain= 2 %", 'hour_cost="120 EUR"'])
    assert (found.minutes_per_week, found.gain, found.by_hand) == (45, 0.02, True)
    assert hour_price(found.hour_cost) == (Decimal(120), "EUR")
    for wrong in ("bonus=2", "effect", "effect=nan", "discount=150%", "minutes_per_week=0"):
        with pytest.raises(UsageError):
            assumed(start, [wrong])
    with pytest.raises(UsageError, match="Both"):
        assumed(start, ["gain=2%", "effect=1%"])


def test_a_row_says_its_role_shape_and_points():
    rows = [
        ROW | {"more_points": "105:1.1|110:1.6", "year_end": "sum"},
        ROW | {"metric": "profit", "weight": None, "role": "modifier", "shape": "step"},
        ROW
        | {
            "metric": "accidents",
            "role": "gate",
            "threshold": Decimal(2),
            "payout_threshold": None,
            "lower_is_better": True,
        },
    ]
    leads = Curve(metric="leads", at=(90, 100, 105, 110, 120), pays=(0.5, 1, 1.1, 1.6, 2))
    profit = Curve(metric="profit", at=(90, 100, 120), pays=(0.5, 1, 2), shape=Shape.STEP)
    assert plan_from_rows(rows) == Plan(
        target_bonus=Decimal("40000.00"),
        currency="EUR",
        fiscal_year=FiscalYear(year=2026),
        components=(Component(weight=1.0, curve=leads),),
        multipliers=(profit,),
        gates=(Gate(metric="accidents", least=2, factor=0, lower_is_better=True),),
    )
    assert year_end_of(rows) == {"leads": "sum", "profit": "mean", "accidents": "mean"}
    assert plan_from_rows(rows).better == {"leads": 1, "profit": 1, "accidents": -1}


def test_falling_curves_keep_their_order_and_bad_points_are_refused():
    falling = {"threshold": Decimal(60), "target": Decimal(50), "maximum": Decimal(40)}
    plan = plan_from_rows([ROW | falling | {"more_points": "45:1.4"}])
    assert plan.components[0].curve.at == (60, 50, 45, 40)
    assert plan.better == {"leads": -1}
    for points in ("105", "105:a", "105:1.2:3"):
        with pytest.raises(EstimationError, match="cannot be read"):
            plan_from_rows([ROW | {"more_points": points}])
    with pytest.raises(EstimationError, match="no threshold"):
        plan_from_rows([ROW, ROW | {"role": "gate", "metric": "x", "threshold": None}])


def test_the_cheapest_test_is_of_a_metric_in_doubt():
    common = common_draws(np.random.default_rng(3), draws=1000, slots=2)
    plan = plan_from_rows([ROW])
    doubtful = Effect(metric="leads", mean=0.01, standard_error=0.05, grade=Grade.ASSUMED)
    series = {"leads": 100 + np.random.default_rng(4).normal(0, 1, (20, 24))}

    def asked(effect, units=20):
        situation = Situation(
            plan=plan,
            without={"leads": 103 + common.effect[1]},
            open_share={"leads": 1.0},
            effects=(effect,),
            credit={},
        )
        return case_test(
            situation,
            common=common,
            hours_per_week=0.5,
            time_cost=200.0,
            hour_cost=0.0,
            series={"leads": series["leads"][:units]},
        )

    found = asked(doubtful)
    assert found is not None
    assert found.tests[0].metric == "leads"
    assert 2 * found.tests[0].units_per_arm <= 20
    assert found.tests[0].value > 0
    assert asked(set_by_hand("leads", 0.02)) is None
    assert asked(doubtful, units=5) is None
