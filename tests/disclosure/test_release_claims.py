"""A figure that was worked out for the page of claims: rounded by one person, or hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosure_world import estimate, gate, provenance, sized
from report_samples import CLAIMS

from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.audience import Audience
from vesica.schema import Purpose

MOVES = 0.03


def released(leaders):
    found = replace(estimate(0.1234, low=0.0312, high=0.2345, unit="1"), n=leaders)
    fresh = replace(CLAIMS.claims[0], key="in-it-for-them", estimate=found, one_person=MOVES)
    answer = gate().release(
        replace(CLAIMS, people=120, claims=(fresh, *CLAIMS.claims[1:])),
        question="claims",
        purpose=Purpose.OVERLAP,
        audience=Audience.ANALYST,
        provenance=provenance(),
        members=sized(a=60, b=60),
    )
    return answer.value.claims


def test_it_goes_in_steps_that_no_leader_shows_in():
    first, *rest = released(40)
    assert isinstance(first.estimate, Estimate)
    assert first.one_person == 0
    step = 0.1  # of 1, 2, 5, 10, … the next from twice what one leader moves it
    ends = (first.estimate.low, first.estimate.value, first.estimate.high)
    assert ends == pytest.approx((0.0, step, 3 * step))
    assert rest == list(CLAIMS.claims[1:])


def test_a_few_leaders_are_hidden():
    assert isinstance(released(9)[0].estimate, Hidden)
