"""The case brief: what it says, what it must always say, and that its figure draws."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import numpy as np
import pytest

from vesica.core.estimate import Hidden
from vesica.core.line_of_sight import Grade
from vesica.core.payout import Component, Curve, FiscalYear, Plan
from vesica.core.released import Provenance, Released
from vesica.incentives.effects import Effect
from vesica.incentives.forecast import common_draws
from vesica.incentives.line_of_sight import Situation, line_of_sight
from vesica.report.case import case_brief, case_figure
from vesica.report.vega import svg

COMMON = common_draws(np.random.default_rng(7), draws=2000, slots=2)


def made(*, mean=101.0, grade=Grade.RANDOMISED, scenario=False, hour_cost=None):
    curve = Curve(metric="qualified leads", at=(90, 100, 115), pays=(0.5, 1, 2))
    effect = Effect(metric="qualified leads", mean=0.03, standard_error=0.01, grade=grade)
    plan = Plan(
        target_bonus=Decimal("50000"),
        currency="EUR",
        fiscal_year=FiscalYear(year=2025),
        components=(Component(weight=1.0, curve=curve),),
    )
    situation = Situation(
        plan=plan,
        without={"qualified leads": mean + 5 * COMMON.effect[1]},
        open_share={"qualified leads": 0.5},
        effects=(effect,),
        credit={},
    )
    return line_of_sight(
        situation,
        common=COMMON,
        hours_per_week=0.5,
        weeks=26,
        scenario=scenario,
        hour_cost=hour_cost,
    )


def brief(case):
    released = Released(
        value=case,
        purpose="show what is in it for a leader",
        audience="leader",
        policy="p 1",
        release_id="r",
        hidden=(),
        provenance=Provenance(
            formula="f",
            method="m",
            relations=("leader_plans",),
            rows=(),
            run_id="1",
            result_hash="h",
        ),
    )
    return case_brief(released, organisation="Acme", simulated=True)


def test_the_chance_of_nothing_stands_in_the_headline():
    page = brief(made())
    assert "The chance that nothing changes is" in page.headline
    assert "EUR" in page.headline
    assert "qualified leads" in page.paragraphs[2]
    assert "not taken off" in page.paragraphs[-1]
    assert "After that" in brief(made(hour_cost=Decimal("90"))).paragraphs[-1]


def test_a_scenario_says_so_first():
    page = brief(made(grade=Grade.ASSUMED, scenario=True))
    assert page.headline.startswith("Scenario")


def test_a_hidden_change_carries_no_number():
    page = brief(dataclasses.replace(made(), change=Hidden(why="held back")))
    assert "hidden (held back)" in page.headline


@pytest.mark.parametrize("mean", [60.0, 101.0, 160.0])
def test_the_figure_draws_both_places_below_on_and_above_the_curve(mean):
    case = made(mean=mean)
    figure = case_figure(case)
    assert json.loads(json.dumps(figure)) == figure
    drawn = svg(figure)
    assert "you are here" in drawn
    assert "where you would be" in drawn
    assert f"{case.metrics[0].pay_without:.0%}"[:1] in brief(case).figure_alt


def test_every_table_has_its_rows():
    metrics, links, false_if = brief(made()).tables
    assert metrics.shown()[0][0] == "qualified leads"
    assert next(row[1] for row in links.shown()) == "randomised"
    assert false_if.shown()
