"""The one rule judges coverage and bias as it is written."""

from __future__ import annotations

import pytest
from proof.rule import Cell, bias_figure, coverage_figure, coverage_table, holm


def test_holm_by_hand() -> None:
    # sorted .01 .02 .03 .4 → ×4 ×3 ×2 ×1 = .04 .06 .06 .4, monotone
    assert holm([0.03, 0.01, 0.4, 0.02]) == pytest.approx([0.06, 0.04, 0.4, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("hits", "n", "holds", "word"),
    [
        (900, 1000, True, "900 of 1000"),
        (878, 1000, True, "Holm"),  # two-sided exact p = .022
        (870, 1000, False, "Holm"),  # p = .002
        (640, 1000, False, "Holm"),
        (960, 1000, True, "Conservative"),  # too wide is said, not failed
    ],
)
def test_coverage_alone(hits: int, n: int, holds: bool, word: str) -> None:
    figure = coverage_figure(hits, n, 0.9)
    assert figure.holds is holds
    assert word in figure.note
    assert figure.value == hits / n
    assert figure.low < figure.value < figure.high


def test_conservative_is_said_only_where_it_is_so() -> None:
    assert "Conservative" not in coverage_figure(905, 1000, 0.9).note


def test_holm_over_the_table_spares_what_alone_would_fail() -> None:
    weak = Cell(id="a", what="a", hits=875, n=1000)  # alone p = .0097
    fine = [Cell(id=str(i), what="b", hits=900, n=1000) for i in range(9)]
    assert coverage_table([weak], 0.9)[0].holds is False
    assert coverage_table([weak, *fine], 0.9)[0].holds is True


@pytest.mark.parametrize(
    ("errors", "truth", "holds"),
    [
        ([0.0, 1.0, -1.0, 0.5], 1.0, True),  # within the Monte Carlo error
        ([0.049, 0.049, 0.0491], 1.0, True),  # beyond it, but below 5 % of the truth
        ([0.051, 0.051, 0.0511], 1.0, False),
        ([-0.2, -0.21, -0.19], 1.0, False),
    ],
)
def test_bias(errors: list[float], truth: float, holds: bool) -> None:
    figure = bias_figure(errors, [truth] * len(errors), figure_id="x", what="w")
    assert figure.holds is holds
    assert figure.value == pytest.approx(sum(errors) / len(errors))


def test_bias_needs_pairs() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        bias_figure([0.1, 0.2], [1.0], figure_id="x", what="w")
