"""Doing against reading at the gate: rounded outwards, few people told by nothing."""

from __future__ import annotations

import pytest
from disclosure_world import POLICY, MemoryState, estimate, gate, provenance, sized

from vesica.core.doing import DoingReading, DoingVerdict
from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.audience import Audience
from vesica.errors import RefusedError
from vesica.schema import Purpose

MEMBERS = sized(a=60, b=60)


def doing(people: int = 95, doers: int = 93, readers: int = 41, **more: object) -> DoingReading:
    made = {
        "people": people,
        "doers": doers,
        "readers": readers,
        "posts": 1_234,
        "doing": estimate(0.09876, low=0.07654, high=0.12345, unit="1", n=people),
        "reading": estimate(0.01234, low=-0.01678, high=0.04123, unit="1", n=readers),
        "doing_doubled": estimate(0.07086, low=0.0545, high=0.0893, unit="1", n=people),
        "reading_doubled": estimate(0.0086, low=-0.0116, high=0.029, unit="1", n=readers),
        "difference": estimate(0.08642, low=0.0501, high=0.1234, unit="1", n=people),
        "placebo": estimate(0.0041, low=-0.0312, high=0.0394, unit="1", n=people),
        "beginners": Hidden(why="too few first posts"),
        "correlation": 0.21234,
        "inflation": 4.5678,
        "verdict": DoingVerdict.HOLDS,
        "why": "Practice shows in later posts, and more so than reading does.",
    }
    return DoingReading(**made | more)


def ask(result: DoingReading, members=MEMBERS, state=None):
    return gate(POLICY, state).release(
        result,
        question="doing",
        purpose=Purpose.EFFECTS,
        audience=Audience.ANALYST,
        provenance=provenance(),
        members=members,
    )


def test_estimates_are_rounded_outwards_by_what_one_person_moves():
    value = ask(doing()).value
    # Twice 2.1 ln(95) / sqrt(95) standard errors of .0143 are .028.
    assert (value.doing.value, value.doing.low, value.doing.high) == (0.1, 0.05, 0.15)
    assert (value.reading.low, value.reading.high) == (-0.05, 0.05)
    assert (value.people, value.doers, value.readers, value.posts) == (96, 92, 40, 1_200)
    assert (value.doing.n, value.reading.n) == (96, 40)
    assert (value.correlation, value.inflation) == (0.21, 4.6)
    assert value.beginners == Hidden(why="too few first posts")
    assert value.verdict is DoingVerdict.HOLDS


@pytest.mark.parametrize("few", ["people", "doers", "readers"])
def test_fewer_than_ten_are_refused(few):
    with pytest.raises(RefusedError, match="fewer than 10 people"):
        ask(doing(**{few: 9}))
    assert ask(doing(**{few: 10})).value


def test_an_answer_that_one_person_changed_stays_as_it_was():
    state = MemoryState()
    first = ask(doing(), state=state)
    moved = estimate(0.0876, low=0.0654, high=0.1123, unit="1", n=94)
    result = doing(people=94, doers=92, readers=40, doing=moved)
    later = ask(result, members=sized(a=60, b=59), state=state)
    assert later.value == first.value
    assert isinstance(first.value.doing, Estimate)
