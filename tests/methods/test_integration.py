"""The silo index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import EstimationError
from vesica.measure.integration import (
    practice_shares,
    silo_change,
    silo_index,
    skill_shares,
    spread_of,
)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_index_by_hand() -> None:
    # Two groups of 50 with shares 0.2 and 0.4: P = 0.3.
    def entropy(p: float) -> float:
        return -p * np.log(p) - (1 - p) * np.log(1 - p)

    truth = 1 - (entropy(0.2) + entropy(0.4)) / 2 / entropy(0.3)
    found = silo_index(shares=np.array([[0.2, 0.4]]), people=np.array([50, 50]), level=0.9)
    assert found.value == pytest.approx(truth)


@pytest.mark.parametrize(("shares", "index"), [((0.3, 0.3, 0.3), 0.0), ((0.0, 1.0, 0.0), 1.0)])
def test_ends_of_the_scale(shares: tuple[float, ...], index: float) -> None:
    found = silo_index(shares=np.array([shares]), people=np.array([10, 20, 30]), level=0.9)
    assert found.value == pytest.approx(index, abs=1e-12)


def test_luck_in_small_groups_is_not_a_silo() -> None:
    people = np.full(8, 30)
    active = np.random.default_rng(3).binomial(people, 0.3)
    draws = practice_shares(active=active, people=people, rng=rng())
    naive = silo_index(shares=(active / people)[None], people=people, level=0.9).value
    found = silo_index(shares=draws, people=people, level=0.9)
    assert found.low == 0.0
    assert found.value < naive


def test_a_silo_is_one() -> None:
    people = np.full(6, 200)
    active = np.array([180, 4, 2, 6, 3, 1])
    draws = practice_shares(active=active, people=people, rng=rng())
    assert silo_index(shares=draws, people=people, level=0.9).low > 0.5
    assert spread_of(draws, people, 0.9).value == pytest.approx(196 / 1200, abs=0.02)


@pytest.mark.parametrize("active", [[0, 0], [20, 30], [5]])
def test_nothing_to_compare_is_refused(active: list[int]) -> None:
    people = np.array([20, 30])[: len(active)]
    with pytest.raises(EstimationError, match="nothing to compare"):
        practice_shares(active=np.array(active), people=people, rng=rng())


def test_change_has_the_sign_of_what_happened() -> None:
    people = np.full(6, 300)
    silo = practice_shares(active=np.array([240, 9, 9, 9, 9, 9]), people=people, rng=rng())
    opened = practice_shares(active=np.full(6, 90), people=people, rng=np.random.default_rng(8))
    assert silo_change(before=silo, after=opened, people=people, level=0.9).high < 0
    assert silo_change(before=opened, after=silo, people=people, level=0.9).low > 0


def test_skill_of_groups_follows_their_means() -> None:
    draw = np.random.default_rng(5)
    group = np.repeat(np.arange(4), 500)
    skill = np.array([1.0, -0.3, -0.3, -0.4])[group] + 0.8 * draw.standard_normal(2000)
    noise = np.full(2000, 0.6)
    shares = skill_shares(
        signal=skill + 0.6 * draw.standard_normal(2000),
        noise=noise,
        group=group,
        n_groups=4,
        bar=0.75,
        rng=rng(),
    )
    middle = np.median(shares, axis=0)
    assert middle[0] > 0.5
    assert (middle[1:] < 0.2).all()


def test_a_group_without_evidence_is_drawn_like_any_other() -> None:
    group = np.repeat(np.arange(3), 100)
    noise = np.where(group == 2, np.inf, 0.5)
    shares = skill_shares(
        signal=np.where(group == 2, 0.0, np.random.default_rng(2).standard_normal(300)),
        noise=noise,
        group=group,
        n_groups=3,
        bar=0.75,
        rng=rng(),
    )
    assert np.std(shares[:, 2]) > np.std(shares[:, 0])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=2, max_size=8))
def test_index_lies_between_its_ends(cells: list[tuple[int, int]]) -> None:
    people = np.array([a + b for a, b in cells])
    active = np.array([a for a, _ in cells])
    if active.sum() == 0:
        return
    found = silo_index(
        shares=practice_shares(active=active, people=people, rng=rng()), people=people, level=0.9
    )
    assert 0 <= found.low <= found.value <= found.high <= 1
