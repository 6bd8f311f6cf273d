"""The age question: splines, weighted least squares, verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.core.age import AgePoint, AgeProfile, AgeVerdict, EssayOnAge
from vesica.core.estimate import Estimate, Hidden
from vesica.errors import EstimationError
from vesica.measure.age import AgeData, age_profile, essay_on_age
from vesica.measure.splines import knots, restricted_cubic
from vesica.measure.weighted import weighted_least_squares


def organisation(n: int, *, slope: float = 0.0, bowl: float = 0.0, seed: int = 1) -> AgeData:
    rng = np.random.default_rng(seed)
    age = rng.integers(22, 64, n).astype(float)
    mean = slope * (age - 43) / 10 + bowl * ((age - 43) / 20) ** 2
    return AgeData(
        skill="expertise",
        signal=mean + rng.standard_normal(n) * 1.1,
        noise=np.full(n, 0.45),
        age=age,
        tenure=np.clip(age - 25 + rng.normal(0, 5, n), 0, None),
        unit=rng.integers(0, 20, n),
    )


def test_spline_is_the_identity_first_and_straight_beyond_the_knots() -> None:
    at = np.array([1.0, 2.0, 4.0, 7.0])
    inside = restricted_cubic(np.array([0.0, 1.0, 3.0]), at)
    assert inside[:, 0].tolist() == [0, 1, 3]
    assert inside[:2, 1:].tolist() == [[0, 0], [0, 0]]
    # Term of the first knot at x = 3: (3 - 1)³ / (7 - 1)² = 8/36; of the second: 1/36.
    assert inside[2, 1:] == pytest.approx([8 / 36, 1 / 36])
    beyond = restricted_cubic(np.array([8.0, 9.0, 10.0]), at)
    assert np.diff(beyond, n=2, axis=0) == pytest.approx(0, abs=1e-12)


def test_knots_need_spread() -> None:
    assert knots(np.arange(101.0), 4) == pytest.approx([5, 35, 65, 95])
    with pytest.raises(EstimationError, match="too much alike"):
        knots(np.full(50, 30.0), 4)


def test_weighted_mean_and_its_robust_error_by_hand() -> None:
    y, w = np.array([1.0, 2.0, 6.0]), np.array([1.0, 1.0, 2.0])
    fit = weighted_least_squares(
        y=y, X=np.ones((3, 1)), weight=w, group=np.zeros(3, dtype=np.int64)
    )
    assert fit.coefficients == pytest.approx([15 / 4])
    # HC3: sum of (w e / (1 - h))² / (sum w)² with leverages w / sum w.
    e, h = y - 15 / 4, w / 4
    assert fit.covariances[0][0, 0] == pytest.approx(np.sum((w * e / (1 - h)) ** 2) / 16)
    assert len(fit.covariances) == 1


def test_wald_of_one_column_is_its_squared_t() -> None:
    rng = np.random.default_rng(3)
    X = np.column_stack([np.ones(60), rng.standard_normal(60)])
    fit = weighted_least_squares(
        y=rng.standard_normal(60), X=X, weight=np.ones(60), group=np.zeros(60, dtype=np.int64)
    )
    f, q, left = fit.wald(np.array([1]))
    assert (q, left) == (1, 58)
    assert f == pytest.approx(fit.coefficients[1] ** 2 / fit.covariances[0][1, 1])


@pytest.mark.parametrize(
    ("people", "slope", "bowl", "verdict"),
    [
        (300, 0.0, 0.0, AgeVerdict.UNDECIDED),
        (40_000, 0.0, 0.0, AgeVerdict.NONE),
        (40_000, 0.15, 0.0, AgeVerdict.FUNCTION),
        (40_000, 0.0, 0.5, AgeVerdict.FUNCTION),
    ],
)
def test_three_verdicts(people: int, slope: float, bowl: float, verdict: AgeVerdict) -> None:
    found = age_profile(organisation(people, slope=slope, bowl=bowl), level=0.9, neighbours=10)
    assert found.verdict is verdict


def test_slope_curve_and_share_recover_the_truth() -> None:
    found = age_profile(organisation(50_000, slope=0.2), level=0.9, neighbours=10)
    assert isinstance(found.slope, Estimate)
    assert isinstance(found.explained, Estimate)
    assert found.slope.value == pytest.approx(0.2, abs=0.02)
    # Variance of 0.2 × age / 10 over ages 22 to 63 alike: 0.04 × (42² - 1) / 12 / 100.
    assert found.explained.value == pytest.approx(0.04 * (42**2 - 1) / 1200, abs=0.01)
    assert found.explained.low < 0.0588 < found.explained.high
    ages = [point.age for point in found.curve]
    assert ages == [25, 30, 35, 40, 45, 50, 55, 60]
    assert isinstance(found.curve[0].skill, Estimate)
    assert found.curve[0].skill.value == pytest.approx(0.2 * (25 - 43) / 10, abs=0.1)


def test_a_tenure_effect_is_not_taken_for_age() -> None:
    made = organisation(50_000)
    by_tenure = AgeData(
        skill=made.skill,
        signal=made.signal + 0.03 * made.tenure,
        noise=made.noise,
        age=made.age,
        tenure=made.tenure,
        unit=made.unit,
    )
    found = age_profile(by_tenure, level=0.9, neighbours=10)
    assert isinstance(found.slope, Estimate)
    assert isinstance(found.slope_tenure, Estimate)
    assert found.slope.value > 0.2
    assert abs(found.slope_tenure.value) < 0.04


def test_few_people_are_refused() -> None:
    with pytest.raises(EstimationError, match="39 people have an age and evidence"):
        age_profile(organisation(39), level=0.9, neighbours=10)


def test_people_without_age_or_evidence_do_not_move_the_curve() -> None:
    made = organisation(400)
    more = AgeData(
        skill=made.skill,
        signal=np.append(made.signal, [9.0, 0.0]),
        noise=np.append(made.noise, [0.45, np.inf]),
        age=np.append(made.age, [np.nan, 30.0]),
        tenure=np.append(made.tenure, [1.0, 1.0]),
        unit=np.append(made.unit, [0, 0]),
    )
    a, b = (age_profile(d, level=0.9, neighbours=10) for d in (made, more))
    assert a.slope == b.slope
    assert a.curve == b.curve


@settings(deadline=None)
@given(st.permutations(range(120)))
def test_order_of_people_leaves_no_trace(order: list[int]) -> None:
    made = organisation(120, slope=0.3)
    at = np.array(order)
    moved = AgeData(
        skill=made.skill,
        signal=made.signal[at],
        noise=made.noise[at],
        age=made.age[at],
        tenure=made.tenure[at],
        unit=made.unit[at],
    )
    a, b = (age_profile(d, level=0.9, neighbours=5) for d in (made, moved))
    assert isinstance(a.slope, Estimate)
    assert isinstance(b.slope, Estimate)
    assert a.slope.value == pytest.approx(b.slope.value, rel=1e-9)
    assert a.verdict is b.verdict


def profile(skill: str, low: float, high: float, verdict: AgeVerdict) -> AgeProfile:
    slope = Estimate(value=(low + high) / 2, low=low, high=high, level=0.9, unit="sd", n=500)
    gone = Hidden(why="made by hand")
    return AgeProfile(
        skill=skill,
        slope=slope,
        slope_tenure=gone,
        spread=gone,
        explained=gone,
        coverage=gone,
        p_value=0.5,
        curve=(AgePoint(age=40, skill=gone),),
        verdict=verdict,
    )


@pytest.mark.parametrize(
    ("expertise", "influence", "said"),
    [
        ((-0.3, -0.1), (0.1, 0.3), EssayOnAge.HOLDS),
        ((-0.3, 0.1), (0.1, 0.3), EssayOnAge.CANNOT_SAY),
        ((0.1, 0.3), (0.1, 0.3), EssayOnAge.DOES_NOT),
        ((-0.3, -0.1), (-0.3, -0.1), EssayOnAge.DOES_NOT),
    ],
)
def test_essay_on_age(
    expertise: tuple[float, float], influence: tuple[float, float], said: EssayOnAge
) -> None:
    first = profile("expertise", *expertise, AgeVerdict.UNDECIDED)
    second = profile("influence", *influence, AgeVerdict.UNDECIDED)
    assert essay_on_age(first, second) is said


def test_no_age_effect_on_one_skill_is_enough_to_contradict_the_essay() -> None:
    flat = profile("expertise", -0.05, 0.05, AgeVerdict.NONE)
    rising = profile("influence", 0.1, 0.3, AgeVerdict.FUNCTION)
    assert essay_on_age(flat, rising) is EssayOnAge.DOES_NOT
