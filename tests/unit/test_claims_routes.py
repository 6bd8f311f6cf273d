"""Verdicts on claims about routes, and what they compare, from answers made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from route_samples import IN_TURN, MENTORING, ROUTES, TRAINING, VOLUNTEERS

from vesica.api import claims_routes
from vesica.api.route_contrasts import assigned
from vesica.core.claims import ClaimVerdict
from vesica.core.effect import Contrast, Grade
from vesica.core.estimate import Estimate
from vesica.core.route_answer import Finding

HOLDS, DOES_NOT, CANNOT = ClaimVerdict.HOLDS, ClaimVerdict.DOES_NOT, ClaimVerdict.CANNOT_SAY
ROUTE_NAMES = ("training", "stretch promotion", "reverse mentoring", "sponsorship")


def _value(z: float, error: float = 0.1) -> Estimate:
    reach = 1.959964 * error
    value = z * error
    return Estimate(
        value=value, low=value - reach, high=value + reach, level=0.95, unit="sd", n=94
    )


def _finding(route: str, z: float, *, grade: Grade = Grade.RANDOMISED, error: float = 0.1):
    effect = replace(TRAINING.effect, route=route, outcome="influence", grade=grade,
                     estimate=_value(z, error))  # fmt: skip
    return replace(TRAINING, effect=effect)


def _answer(*findings: Finding, contrasts: tuple[Contrast, ...] = ()):
    return replace(ROUTES, findings=findings, comparisons=(), assigned=contrasts)


@pytest.mark.parametrize(
    ("sizes", "verdict"),
    [
        ((2.1,), HOLDS),  # p = .036, one route looked at
        ((2.1, 0.2, 0.5, 0.1), CANNOT),  # the same one, the best of four: 4 p = .14
        ((2.6, 0.2, 0.5, 0.1), HOLDS),  # 4 p = .037
        ((-3.0, -2.5, -2.8, -4.0), DOES_NOT),
        ((-3.0, -2.5, 0.5), CANNOT),
    ],
)
def test_talent_is_judged_with_correction_for_all_routes(sizes, verdict):
    found = [_finding(r, z) for r, z in zip(ROUTE_NAMES, sizes, strict=False)]
    assert claims_routes.developing(_answer(*found))[1] is verdict


def test_a_route_of_which_a_check_failed_does_not_develop_talent():
    found = [_finding("training", 9.0, grade=Grade.ASSUMED), _finding("sponsorship", 0.3)]
    assert claims_routes.developing(_answer(*found))[1] is CANNOT


def _contrast(z: float, outcome: str = "expertise", error: float = 0.1) -> Contrast:
    return Contrast(
        first=f"training on {outcome}, lottery",
        second=f"training on {outcome}, opt-in",
        difference=_value(z, error),
        p_value=1.0,
        adjusted=1.0,
    )


@pytest.mark.parametrize(
    ("sizes", "verdict"),
    [
        ((2.1,), HOLDS),
        ((2.1, 0.1), CANNOT),  # 2 p = .07
        ((0.1, 2.6), HOLDS),  # the second one decides
        ((0.1, -2.6), DOES_NOT),
        ((3.0, -3.0), CANNOT),
        ((), CANNOT),
    ],
)
def test_volunteers_are_judged_by_all_differences(sizes, verdict):
    contrasts = [_contrast(z, o) for z, o in zip(sizes, ("expertise", "influence"), strict=False)]
    assert claims_routes.volunteers(_answer(contrasts=tuple(contrasts)))[1] is verdict


@pytest.mark.parametrize("failed", ["neither", "assigned", "chose"])
def test_an_arm_of_which_a_check_failed_is_not_compared(failed):
    def graded(finding: Finding, which: str) -> Finding:
        grade = Grade.ASSUMED if failed == which else finding.effect.grade
        return replace(finding, effect=replace(finding.effect, grade=grade, standard_error=0.1))

    in_turn = replace(IN_TURN, effect=replace(IN_TURN.effect, grade=Grade.ADJUSTED))
    arms = [graded(TRAINING, "assigned"), graded(VOLUNTEERS, "chose"), MENTORING, in_turn]
    found = assigned(arms)
    assert len(found) == (failed == "neither")


@pytest.mark.parametrize(("low", "verdict"), [(0.1, HOLDS), (-0.1, CANNOT)])
def test_what_was_begun_in_turn_holds_if_trends_could_differ_as_before(low, verdict):
    (bound,) = IN_TURN.bounds
    finding = replace(IN_TURN, bounds=(replace(bound, low=low),))
    assert claims_routes.leaders_doing(_answer(finding))[1] is verdict
