"""Value of information: against the unit normal loss, and as properties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import EstimationError
from vesica.incentives.cheapest_test import CandidateTest, Question, best_test, loss_value


def question(mean=0.01, sd=0.02, slope=100_000.0, cost=2000.0, metric="leads"):
    effect = np.linspace(mean - 8 * sd, mean + 8 * sd, 801)
    return Question(metric=metric, mean=mean, sd=sd, effect=effect, net=slope * effect - cost)


def trial(**changes):
    given_: dict[str, Any] = {
        "name": "six weeks",
        "metric": "leads",
        "weeks": 6.0,
        "sizes": (20,),
        "outcome_sd": 0.05,
    }
    return CandidateTest(**(given_ | changes))


@pytest.mark.parametrize("size", [5, 20, 100])
@pytest.mark.parametrize("cost", [0.0, 500.0, 2000.0])
def test_a_linear_gain_has_the_closed_form(size, cost):
    asked = question(cost=cost)
    found = best_test([asked], [trial(sizes=(size,))]).tests[0]
    variance = 2 * 0.05**2 / size
    learned = 0.02**2 / (0.02**2 + variance) ** 0.5
    exact = loss_value(mean=100_000 * 0.01 - cost, sd=100_000 * learned)
    assert found.value == pytest.approx(exact, rel=0.01)


def test_clusters_cost_information():
    plain, clustered = (
        best_test([question()], [trial(cluster_size=m, icc=0.1)]).tests[0] for m in (1, 11)
    )
    assert clustered.value < plain.value
    assert trial(cluster_size=11, icc=0.1).variance(20) == pytest.approx(2 * trial().variance(20))


def test_the_size_is_where_value_less_cost_is_largest():
    sizes = (2, 5, 10, 20, 50, 200, 1000)
    found = best_test([question()], [trial(sizes=sizes, cost_per_unit=2.0)]).tests[0]
    each = [
        best_test([question()], [trial(sizes=(s,), cost_per_unit=2.0)]).tests[0] for s in sizes
    ]
    best = max(each, key=lambda v: v.value - v.cost)
    assert found.units_per_arm == best.units_per_arm
    assert 2 < found.units_per_arm < 1000


def test_the_most_worthwhile_comes_first_and_is_named():
    tests = [trial(name="blunt", outcome_sd=0.5), trial(name="sharp")]
    found = best_test([question()], tests)
    assert [t.name for t in found.tests] == ["sharp", "blunt"]
    assert "'sharp'" in found.reading
    assert found.take_part_now is False


def test_where_the_decision_stands_nothing_is_worth_testing():
    sure = question(mean=0.5, sd=0.001)
    found = best_test([sure], [trial(cost=10)])
    assert found.take_part_now is True
    assert found.tests[0].value == pytest.approx(0, abs=1e-6)
    assert found.tests[0].changes == 0
    assert "No candidate test" in found.reading


def test_no_candidate_is_refused():
    with pytest.raises(EstimationError, match="None of 1"):
        best_test([question()], [trial(metric="other")])


@settings(max_examples=40, deadline=None)
@given(st.floats(-0.05, 0.05), st.floats(0.001, 0.05), st.integers(1, 500))
def test_information_never_hurts_and_more_of_it_is_never_worth_less(mean, sd, size):
    asked = question(mean=mean, sd=sd)
    small, large = (best_test([asked], [trial(sizes=(s,))]).tests[0] for s in (size, 4 * size))
    assert 0 <= small.value <= large.value * 1.001 + 1e-3
    assert 0 <= small.share_of_perfect <= 1
    assert 0 <= small.changes <= 1
