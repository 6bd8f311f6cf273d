"""Release of effects and of a trial: small arms, exact counts, people who did not opt in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosure_world import POLICY, gate, provenance
from route_samples import ROUTES, TRAINING, TRIAL
from test_release_card import consents

from vesica.core.effect import Check, Contrast, Verdict
from vesica.core.estimate import Estimate, Hidden
from vesica.disclosure.audience import Audience
from vesica.disclosure.effect import arm_label
from vesica.disclosure.effect_comparison import shown_contrasts
from vesica.disclosure.figures import Figures
from vesica.disclosure.gate import Members
from vesica.errors import RefusedError
from vesica.schema import Purpose


def _people(prefix: str, count: int) -> frozenset[str]:
    return frozenset(f"{prefix}{i}" for i in range(count))


def _members(treated: int = 48, compared: int = 46) -> Members:
    inside, outside = _people("t", treated), _people("c", compared)
    return Members(
        people=inside | outside | _people("o", 300),
        units={
            arm_label("training", "lottery", "took part"): inside,
            arm_label("training", "lottery", "compared"): outside,
        },
    )


def _raw(**change):
    estimate = Estimate(value=0.3742, low=0.2031, high=0.5511, level=0.95, unit="sd", n=93)
    attrition = Check(
        name="attrition", verdict=Verdict.HOLDS,
        computed="Measured afterwards: 47 of 48 who took part, 46 of 46 who did not.",
        value=-0.0208,
    )  # fmt: skip
    effect = replace(TRAINING.effect, estimate=estimate, standard_error=0.0864, people_treated=47,
                     people_compared=46, checks=(attrition,), **change)  # fmt: skip
    return replace(TRAINING, effect=effect, one_person=0.03)


def _release(finding, members, *, question="effect", result=None, granted=()):
    people = len(members.people)
    answer = replace(ROUTES, people=people, findings=(finding,), comparisons=(), assigned=())
    return gate().release(
        answer if result is None else result,
        question=question,
        purpose=Purpose.EFFECTS,
        audience=Audience.ANALYST,
        provenance=provenance(),
        members=members,
        consents=consents(granted=list(granted)),
    )


def test_an_effect_is_rounded_by_what_one_person_moves_it():
    (finding,) = _release(_raw(), _members()).value.findings
    effect = finding.effect
    assert (effect.estimate.low, effect.estimate.value, effect.estimate.high) == (0.2, 0.4, 0.6)
    assert effect.standard_error is None
    assert finding.one_person == 0
    assert effect.people_treated == 48


def test_what_a_check_computed_counts_nobody():
    (finding,) = _release(_raw(), _members()).value.findings
    (check,) = finding.effect.checks
    assert check.computed == (
        "Measured afterwards: 0 points more of those who took part than of the others."
    )


@pytest.mark.parametrize(("treated", "compared"), [(9, 46), (48, 9)])
def test_an_effect_on_few_people_is_hidden(treated, compared):
    (finding,) = _release(_raw(), _members(treated, compared)).value.findings
    assert isinstance(finding.effect.estimate, Hidden)
    assert finding.effect.checks == ()


def test_few_measured_of_a_large_arm_are_hidden_too():
    finding = _raw()
    few = replace(finding, effect=replace(finding.effect, people_treated=9))
    (shown,) = _release(few, _members()).value.findings
    assert isinstance(shown.effect.estimate, Hidden)
    assert isinstance(shown.effect.people_treated, Hidden)


def test_a_refusal_counts_nobody():
    finding = _raw()
    why = "47 people are below the cutoff and 15 at or above it; 20 are needed on each side."
    refused = replace(finding, effect=replace(finding.effect, estimate=None, refused=why))
    (shown,) = _release(refused, _members()).value.findings
    assert shown.effect.refused == (
        "some people are below the cutoff and some at or above it; 20 are needed on each side."
    )


def test_an_effect_of_another_membership_is_refused():
    members = _members()
    answer = replace(ROUTES, people=7)
    with pytest.raises(RefusedError, match="different people"):
        _release(_raw(), members, result=answer)


def test_a_trial_with_somebody_who_did_not_opt_in_is_refused():
    drawn = [arm.person for arm in TRIAL.assignment]
    members = Members(people=frozenset(drawn), units={})
    released = _release(None, members, question="trial", result=TRIAL, granted=drawn)
    assert len(released.value.assignment) == 40
    with pytest.raises(RefusedError, match="did not opt in"):
        _release(None, members, question="trial", result=TRIAL, granted=drawn[1:])


@pytest.mark.parametrize(("value", "p"), [(0.19, 0.19), (0.21, 0.21)])
def test_p_values_are_those_of_the_rounded_difference(value, p):
    """One person takes p from .19 to .21, over a step of p-values, and the difference stays."""
    made = Contrast(
        first="training",
        second="sponsorship",
        difference=Estimate(
            value=value, low=value - 0.3, high=value + 0.3, level=0.95, unit="sd", n=93
        ),
        p_value=p,
        adjusted=p,
    )
    figures = Figures(POLICY, {"x: training less sponsorship": (0.2, -0.2, 0.6, 0.1)})
    (shown,) = shown_contrasts([made], "x", [0.05], figures)
    assert shown.difference.value == 0.2
    assert (shown.p_value, shown.adjusted) == (0.5, 0.5)


def test_a_hidden_difference_has_no_p_value_of_its_own():
    made = Contrast(
        first="a", second="b", difference=Hidden(why="held back"), p_value=0.001, adjusted=0.001
    )
    (shown,) = shown_contrasts([made], "x", [0.05], Figures(POLICY))
    assert (shown.p_value, shown.adjusted) == (1.0, 1.0)


@pytest.mark.parametrize(("value", "shown"), [(1.0, 0), (1.04, 0), (1.3, 1)])
def test_a_risk_ratio_of_one_says_nothing(value, shown):
    finding = _raw()
    check = Check(name="E-value", verdict=Verdict.CANNOT_SAY, computed="", value=value)
    finding = replace(finding, effect=replace(finding.effect, checks=(check,)))
    (out,) = _release(finding, _members()).value.findings
    assert len(out.effect.checks) == shown
