"""Figures of the organisation: steps, and that one person more or less does not show."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from disclosure_world import POLICY, estimate
from hypothesis import given
from hypothesis import strategies as st

from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.figures import Figures, step_for

COUNTS = st.floats(0, 1e6, allow_nan=False)
MOVES = st.floats(0.01, 100)


def ordered(kind):
    return st.lists(kind, min_size=3, max_size=3).map(sorted)


@pytest.mark.parametrize(
    ("least", "step"),
    [(1, 1), (1.01, 2), (2, 2), (3, 5), (5, 5), (5.1, 10), (0.021, 0.05), (0.02, 0.02), (60, 100)],
)
def test_steps_are_of_the_series(least, step):
    assert float(step_for(least)) == step


@given(st.floats(1e-6, 1e6))
def test_a_step_is_at_least_and_less_than_three_times_what_is_asked(least):
    assert least * (1 - 1e-5) <= float(step_for(least)) <= 2.5 * least * (1 + 1e-5)


@given(ordered(COUNTS), MOVES, st.integers(1, 9))
def test_intervals_go_outward_to_a_step_of_twice_what_people_move(ends, moves, unseen):
    low, value, high = ends
    figures = Figures(replace(POLICY, unseen_people=unseen))
    shown, below, above, step = figures.settle("f", (value, low, high), moves)
    assert step >= 2 * unseen * moves * (1 - 1e-5)
    assert below <= low * (1 + 1e-9)
    assert above >= high * (1 - 1e-9)
    assert below <= shown <= above
    assert abs(shown - value) <= step / 2 * (1 + 1e-6)
    assert above - high < step * (1 + 1e-6)
    for number in (shown, below, above):
        assert number / step == pytest.approx(round(number / step), abs=1e-6)
    assert value == 0 or step >= 10 ** (math.floor(math.log10(value) + 1e-12) - 1) * (1 - 1e-9)


@given(ordered(st.floats(20, 1e4)), st.lists(st.floats(-1, 1), min_size=3, max_size=3))
def test_what_one_person_moves_does_not_show(ends, directions):
    """The step may change to its neighbour; what was shown stays as it was."""
    low, value, high = ends
    moves = 2.5
    first = Figures(POLICY)
    before = first.settle("f", (value, low, high), moves)
    moved = tuple(end + moves * d for end, d in zip((value, low, high), directions, strict=True))
    second = Figures(POLICY, first.shown)
    assert second.settle("f", moved, moves * 1.3) == before
    assert second.unchanged("f")


def test_what_many_people_move_shows():
    first = Figures(POLICY)
    assert first.settle("f", (76.0, 57.0, 96.0), 2.5) == (75.0, 55.0, 100.0, 5.0)
    second = Figures(POLICY, first.shown)
    assert second.settle("f", (81.0, 62.0, 101.0), 2.5) == (80.0, 60.0, 105.0, 5.0)
    assert not second.unchanged("f")
    assert second.unchanged("g")


def test_a_figure_gets_finer_again_once_the_step_is_much_finer():
    first = Figures(POLICY)
    first.settle("f", (50.0, 50.0, 50.0), 10.0)
    assert first.shown["f"][3] == 20
    second = Figures(POLICY, first.shown)
    assert second.settle("f", (50.0, 50.0, 50.0), 0.5)[3] == 1


@pytest.mark.parametrize(
    ("value", "unit", "within", "moves", "why"),
    [
        (2.4, "people", (0, 100), 2.5, "under 5 people"),
        (0.04, "1", (0, 1), 0.05, "under 10 %"),
        (0.97, "1", (0, 1), 0.05, "over 90 %"),
        (0.2, "1", (0, math.inf), 0.2, "under 0.5"),
        (0.97, "1", (-1, 1), 0.05, "over 0.9"),
        (-0.97, "1", (-1, 1), 0.05, "under −0.9"),
    ],
)
def test_nothing_small_becomes_nothing(value, unit, within, moves, why):
    figures = Figures(POLICY)
    whole = estimate(value, low=min(value, 0.0), high=max(value, 1.0), unit=unit)
    assert figures.estimate("f", whole, moves, within=within) == Hidden(why=why)


@pytest.mark.parametrize(("value", "shown"), [(0.04, 0.0), (-0.04, 0.0), (0.06, 0.1)])
def test_what_is_next_to_nothing_is_shown_as_nothing(value, shown):
    figures = Figures(POLICY)
    whole = estimate(value, low=-0.13, high=0.12, unit="1")
    out = figures.estimate("f", whole, 0.05, within=(-1, 1))
    assert (out.low, out.value, out.high) == (-0.2, shown, 0.2)


@pytest.mark.parametrize(("spread", "ends"), [(0.0, (120.0, 120.0)), (0.1, (110.0, 120.0))])
def test_what_is_known_exactly_is_rounded_and_gets_no_interval(spread, ends):
    figures = Figures(POLICY)
    value = estimate(117.4, low=117.4 - spread, high=117.4 + spread)
    out = figures.estimate("chance", value, 1.0, within=(0.0, 2000.0))
    assert (out.low, out.high) == ends
    assert out.value == 120.0


def test_a_figure_about_everybody_goes_by_its_own_interval():
    """Twice 2.1 ln(400) / 20 standard errors of .05: .0629, so steps of .1."""
    figures = Figures(POLICY)
    error = 0.05 * 1.6448536
    whole = estimate(0.34, low=0.34 - error, high=0.34 + error, unit="sd", n=403)
    out = figures.whole("f", whole)
    assert (out.low, out.value, out.high, out.n) == (0.2, 0.3, 0.5, 400)
    assert figures.shown["f"][3] == 0.1
    assert figures.whole("g", replace(whole, n=9)) == Hidden(why="fewer than 10 people")
    gone = Hidden(why="not known")
    assert figures.whole("h", gone) == gone


@given(ordered(st.floats(0, 1)), st.integers(10, 5000))
def test_shares_are_estimates_on_the_grid_or_hidden(ends, people):
    low, value, high = ends
    figures = Figures(POLICY)
    shown = figures.estimate(
        "f",
        estimate(value, low=low, high=high, unit="1"),
        1 / people,
        least=0.01,
        within=(0.0, 1.0),
    )
    step = figures.shown["f"][3]
    assert step >= max(0.01, 2 / people * (1 - 1e-5))
    if isinstance(shown, Estimate):
        assert 0 <= shown.low <= shown.value <= shown.high <= 1
        assert 0 < shown.value < 1
        if low == high:
            assert shown.low == shown.value == shown.high
            assert abs(shown.value - value) <= step / 2 + 1e-9
            return
        assert shown.low <= low + 1e-9
        assert shown.high >= high - 1e-9
    else:
        assert value <= step / 2 * (1 + 1e-6) or value >= 1 - step / 2 * (1 + 1e-6)


def test_an_answer_to_a_narrower_question_does_not_make_the_wider_one_forgotten():
    wide = Figures(POLICY)
    assert wide.number("a", 1.26, 0.05) == 1.3
    wide.number("b", 5.0, 0.05)
    narrow = Figures(POLICY, wide.remembered)
    narrow.number("b", 5.0, 0.05)
    again = Figures(POLICY, narrow.remembered)
    assert again.number("a", 1.24, 0.05) == 1.3
    assert Figures(POLICY).number("a", 1.24, 0.05) == 1.2
