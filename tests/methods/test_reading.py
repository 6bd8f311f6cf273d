"""The sentence follows from all rows of the table."""

import pytest

from vesica.core.association import CountOverlap
from vesica.core.estimate import Estimate
from vesica.measure.reading import reading


def _row(name, low, high):
    middle = (low + high) / 2
    lift = Estimate(value=middle, low=low, high=high, level=0.9, unit="1", n=100)
    return CountOverlap(
        first=name,
        second="results",
        people=100,
        top_first=25,
        top_second=25,
        both=8,
        chance=6.25,
        lift=lift,
        correlation=lift,
        p_value=0.2,
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("a", 1.1, 1.6), ("b", 1.2, 2.0)], "However reach is counted, it meets results more"),
        ([("a", 0.4, 0.9)], "However reach is counted, it meets results less"),
        ([("a", 0.8, 1.2), ("b", 0.9, 1.3)], "no more or less often than chance"),
        (
            [("a", 1.1, 1.6), ("b", 0.8, 1.2), ("c", 0.9, 1.4)],
            "by a the two meet more often than chance would have it; by b and c they cannot",
        ),
        ([("a", 1.1, 1.6), ("b", 0.3, 0.8)], "by b less often than chance would have it"),
        ([("a", 1.0, 1.6), ("b", 1.1, 1.3)], "by a they cannot be told from chance"),
    ],
)
def test_the_words_follow_from_all_rows(rows, said):
    assert said in reading([_row(*row) for row in rows])
