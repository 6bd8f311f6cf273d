"""What a page about effects says first, and what it calls the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from route_samples import IN_TURN, ROUTES, TRAINING

from vesica.core.effect import Grade, HonestBound
from vesica.core.estimate import Estimate
from vesica.report.effect_headline import chosen, headline
from vesica.report.effect_tables import effect_tables
from vesica.report.effect_words import known_by


def _value(value: float, reach: float, unit: str = "sd") -> Estimate:
    return Estimate(
        value=value, low=value - reach, high=value + reach, level=0.95, unit=unit, n=94
    )


def _on(outcome: str, value: float, reach: float, finding=TRAINING, grade=Grade.RANDOMISED):
    effect = replace(finding.effect, route="training", outcome=outcome, grade=grade,
                     estimate=_value(value, reach))  # fmt: skip
    return replace(finding, effect=effect)


def _page(*findings, outcome=""):
    return replace(ROUTES, route="training", outcome=outcome, findings=findings, comparisons=(),
                   assigned=())  # fmt: skip


def _bound(low: float, high: float) -> HonestBound:
    return HonestBound(
        restriction="relative magnitudes", bound=0.5, low=low, high=high, level=0.95
    )


def test_skills_stand_before_metrics():
    page = _page(_on("applications", 0.4, 0.2), _on("influence", 0.4, 0.2))
    assert chosen(page).effect.outcome == "influence"
    assert headline(page).startswith("Training raised influence")


def test_the_first_of_several_that_passed_is_corrected_for_all():
    """p = .036 alone; the best of six, .21."""
    found = [_on("expertise", 0.0, 0.3), _on("influence", 0.01, 0.3)]
    found += [_on(f"metric {i}", 0.32 if not i else 0.0, 0.3) for i in range(4)]
    assert "raised" not in headline(_page(*found))
    assert "raised metric 0" in headline(_page(_on("metric 0", 0.32, 0.3)))


def test_what_is_shown_of_several_says_so():
    found = [_on("expertise", 0.0, 0.3), _on("influence", 0.6, 0.3), _on("posts", 0.0, 0.3)]
    said = headline(_page(*found))
    assert said.startswith("Training raised influence (0.6 sd [0.3–0.9]).")
    assert "It is not shown that training changed expertise." in said
    assert said.endswith("Corrected for looking at 3 outcomes.")


@pytest.mark.parametrize(
    ("grade", "bound", "words"),
    [
        (Grade.QUASI_EXPERIMENTAL, (0.1, 0.7), ["raised expertise", "That stands (0.1 to 0.7)"]),
        (Grade.ADJUSTED, (-0.1, 0.9), ["goes with higher", "may be no effect (−0.1 to 0.9)"]),
        (Grade.ADJUSTED, None, ["goes with higher", "may be no effect if the others"]),
    ],
)
def test_the_bound_stands_in_the_headline(grade, bound, words):
    finding = _on("expertise", 0.4, 0.2, IN_TURN, grade)
    finding = replace(finding, bounds=() if bound is None else (_bound(*bound),))
    said = headline(_page(finding))
    assert all(w in said for w in words)
    assert ("nearly as good" in known_by(finding.effect)) == (grade is Grade.QUASI_EXPERIMENTAL)


def test_the_level_of_the_intervals_is_named():
    finding = _on("expertise", 0.4, 0.2)
    for page in (_page(finding), replace(_page(finding), route="")):
        assert 0.95 in effect_tables(page, chosen(page))[0].levels
