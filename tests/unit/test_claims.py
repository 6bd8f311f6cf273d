"""Verdicts on the essay's claims, from answers made by hand."""

from __future__ import annotations

import dataclasses

import pytest
from report_samples import AGE, CLAIMS, OVERLAP, VISION, estimate

from vesica.api import claims, claims_pitches
from vesica.core.age import EssayOnAge
from vesica.core.claims import ClaimVerdict
from vesica.core.estimate import Hidden
from vesica.core.overlap import Verdict
from vesica.core.vision import GroupShare
from vesica.report import claims as report_claims

HOLDS, DOES_NOT, CANNOT = ClaimVerdict.HOLDS, ClaimVerdict.DOES_NOT, ClaimVerdict.CANNOT_SAY


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        (Verdict.RARE, HOLDS),
        (Verdict.NOT_RARE, DOES_NOT),
        (Verdict.RARE_BY_CHANCE, DOES_NOT),
        (Verdict.CANNOT_SAY, CANNOT),
    ],
)
def test_rare_follows_the_overlap(word: Verdict, verdict: ClaimVerdict) -> None:
    assert claims._rare(dataclasses.replace(OVERLAP, verdict=word)).verdict is verdict


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        (EssayOnAge.HOLDS, HOLDS),
        (EssayOnAge.DOES_NOT, DOES_NOT),
        (EssayOnAge.CANNOT_SAY, CANNOT),
    ],
)
def test_age_follows_the_age_question(word: EssayOnAge, verdict: ClaimVerdict) -> None:
    assert claims._age(dataclasses.replace(AGE, essay=word)).verdict is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.26, 0.4, HOLDS), (0.1, 0.24, DOES_NOT), (0.2, 0.3, CANNOT)]
)
def test_a_silo_needs_the_whole_interval(low: float, high: float, verdict: ClaimVerdict) -> None:
    line = dataclasses.replace(VISION.lines[0], index=estimate((low + high) / 2, low, high, "1"))
    answer = dataclasses.replace(VISION, lines=(line,))
    assert claims._silo(answer).verdict is verdict


@pytest.mark.parametrize(
    ("leaders", "everyone", "verdict"),
    [
        ((0.05, 0.15), (0.2, 0.3), HOLDS),
        ((0.35, 0.45), (0.2, 0.3), DOES_NOT),
        ((0.15, 0.25), (0.2, 0.3), CANNOT),
    ],
)
def test_leaders_need_intervals_apart(leaders, everyone, verdict) -> None:
    def group(name: str, ends: tuple[float, float]) -> GroupShare:
        share = estimate(sum(ends) / 2, *ends, "1")
        return GroupShare(group=name, people=100, practice=share, expertise=share)

    answer = dataclasses.replace(
        VISION, groups=(group("senior leaders", leaders), group("everyone", everyone))
    )
    assert claims._leaders(answer).verdict is verdict


def test_what_is_hidden_cannot_be_said() -> None:
    line = dataclasses.replace(VISION.lines[0], index=Hidden(why="fewer than 10 people"))
    found = claims._silo(dataclasses.replace(VISION, lines=(line,)))
    assert found.verdict is CANNOT
    assert "fewer than 10 people" in found.why


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.2, -0.1, HOLDS), (0.1, 0.2, DOES_NOT), (-0.1, 0.1, CANNOT)]
)
def test_opening_needs_the_whole_interval(low: float, high: float, verdict: ClaimVerdict) -> None:
    answer = dataclasses.replace(VISION, change=estimate((low + high) / 2, low, high, "1"))
    assert claims._opens(answer).verdict is verdict


def test_every_claim_that_has_no_test_says_what_it_needs() -> None:
    assert len({c.key for c in claims.WAITING}) == len(claims.WAITING)
    assert all(c.settles and not c.question for c in claims.WAITING)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.02, 0.3, HOLDS), (-0.2, 0.04, DOES_NOT), (-0.1, 0.2, CANNOT)]
)
def test_a_message_needs_the_whole_interval(
    low: float, high: float, verdict: ClaimVerdict
) -> None:
    assert claims_pitches._verdict(estimate((low + high) / 2, low, high, "1")) is verdict


@pytest.mark.parametrize(
    ("value", "shown"),
    [(estimate(1.0, 1.0, 1.0, "1"), "100 %, counted"), (estimate(0.9, 0.8, 1.0, "1"), None)],
)
def test_a_share_that_was_counted_has_no_interval(value, shown) -> None:
    """Of 15 bridges 15 stay: an interval from 1 to 1 would be a certainty that nobody has."""
    (claim,) = [c for c in CLAIMS.claims if c.key == "silo"]
    cell = report_claims._figure_of(dataclasses.replace(claim, estimate=value))
    assert cell == (shown or value)
