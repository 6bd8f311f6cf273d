from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vesica.plan.impact import ratio_interval, scoring_impact, selection_impact


def _audit(*groups, **options):
    """Groups as (people, selected)."""
    group = np.repeat(np.arange(len(groups)), [n for n, _ in groups])
    selected = np.concatenate([np.arange(n) < k for n, k in groups])
    names = [f"g{g}" for g in range(len(groups))]
    return selection_impact(selected=selected, group=group, names=names, axis="sex", **options)


@pytest.mark.parametrize(
    ("groups", "findings"),
    [
        ([(100, 60), (100, 30)], ["compared with", "adverse"]),
        ([(100, 50), (100, 38)], ["compared with", "below, chance possible"]),
        ([(2000, 1000), (2000, 990)], ["compared with", "no sign"]),
        ([(100, 50), (100, 48)], ["compared with", "cannot say"]),
        ([(100, 50), (9, 4)], ["compared with", "too few to say"]),
        ([(200, 10), (40, 0)], ["compared with", "too few to say"]),
        ([(50, 0), (50, 0)], ["undefined", "undefined"]),
        ([(100, 50), (4, 4)], ["compared with", "too few to say"]),
    ],
)
def test_findings(groups, findings):
    assert [row.finding for row in _audit(*groups).rows] == findings


def test_figures_of_one_group_by_hand():
    row = _audit((100, 60), (100, 30)).rows[1]
    assert row.ratio == pytest.approx(0.5)
    assert row.p_value == pytest.approx(stats.fisher_exact([[30, 70], [60, 40]]).pvalue)
    assert row.low is not None
    assert row.high is not None
    assert row.low < 0.5 < row.high


def test_interval_holds_the_ratios_that_the_score_test_keeps():
    low, high = ratio_interval(30, 100, 60, 100, 0.95)
    katz = stats.contingency.relative_risk(30, 100, 60, 100).confidence_interval(0.95)
    assert (low, high) == pytest.approx((katz.low, katz.high), rel=0.02)
    none_low, none_high = ratio_interval(0, 20, 10, 40, 0.95)
    assert none_low == 0
    assert 0.3 < none_high < 1.2


def test_interval_covers():
    hits = total = 0.0
    k1, k2 = np.arange(31), np.arange(1, 41)
    p1, p2 = stats.binom.pmf(k1, 30, 0.24), stats.binom.pmf(k2, 40, 0.3)
    for a, pa in zip(k1, p1, strict=True):
        for b, pb in zip(k2, p2, strict=True):
            if pa * pb > 1e-6:
                low, high = ratio_interval(int(a), 30, int(b), 40, 0.9)
                hits += pa * pb * (low <= 0.8 <= high)
                total += pa * pb
    assert hits / total == pytest.approx(0.9, abs=0.03)


def test_what_cannot_be_told_is_said():
    audit = _audit((20, 10), (20, 10), (3, 3), (0, 0))
    said = " ".join(audit.notes)
    for words in (
        "share the highest rate",
        "not a pass",
        "highest rate of a group of at least 10",
        "nobody was looked",
    ):
        assert words in said
    unknown = selection_impact(
        selected=np.array([True, False]), group=np.array([0, -1]), names=["a"], axis="sex"
    )
    assert "no known group" in unknown.notes[0]


def test_scores_are_compared_at_the_median_and_ties_are_said():
    score = np.array([1.0, 2, 2, 2, 3, 4, 5] * 20)
    group = np.tile([0, 0, 0, 1, 1, 1, 1], 20)
    audit = scoring_impact(score=score, group=group, names=["a", "b"], axis="age band")
    assert [row.selected for row in audit.rows] == [0, 60]
    assert audit.rows[0].ratio == 0
    assert "Several people stand exactly at the median" in audit.notes[-1]
    assert audit.measure == "scoring"
