from __future__ import annotations

import numpy as np
import pytest

from vesica.causal.communities import communities, modularity
from vesica.causal.means import difference_in_means
from vesica.causal.power import assign, intraclass, simulate_power
from vesica.causal.trial import design_trial
from vesica.core.estimate import Estimate
from vesica.errors import EstimationError


def village(inside: float = 0.9, n: int = 200, groups: int = 10):
    rng = np.random.default_rng(1)
    size = n // groups
    source = rng.integers(0, n, 2000)
    home = source // size * size + rng.integers(0, size, 2000)
    target = np.where(rng.random(2000) < inside, home, rng.integers(0, n, 2000))
    return source, target, np.ones(2000)


def test_communities_are_found_whatever_the_names():
    source, target, weight = village()
    found = communities(source=source, target=target, weight=weight, n_people=200)
    truth = np.arange(200) // 20
    assert len(set(zip(found.tolist(), truth.tolist(), strict=True))) == 10
    names = np.random.default_rng(2).permutation(200)
    again = communities(source=names[source], target=names[target], weight=weight, n_people=200)
    assert len(set(zip(found.tolist(), again[names].tolist(), strict=True))) == 10
    assert modularity(source=source, target=target, weight=weight, label=found) > 0.7


def test_small_communities_join():
    pair = {"source": np.array([0, 2, 3]), "target": np.array([1, 3, 4]), "weight": np.ones(3)}
    assert communities(**pair, n_people=6, least=1).max() == 2
    assert np.bincount(communities(**pair, n_people=6, least=3)).min() >= 3


def test_intraclass_by_hand():
    assert intraclass(outcome=np.array([0.0, 0.0, 1.0, 1.0]), cluster=np.array([0, 0, 1, 1])) == 1
    assert intraclass(outcome=np.array([0.0, 1.0, 0.0, 1.0]), cluster=np.array([0, 0, 1, 1])) == 0


def test_the_lottery_fills_its_places():
    wave = assign(cluster=np.arange(30), seats=10, waves=2, rng=np.random.default_rng(1))
    assert np.bincount(wave).tolist() == [10, 10, 10]
    whole = assign(cluster=np.arange(40) // 4, seats=20, waves=1, rng=np.random.default_rng(1))
    assert np.bincount(whole).tolist() == [20, 20]
    assert all(len(set(whole[np.arange(40) // 4 == c])) == 1 for c in range(10))


def test_power_is_that_of_two_means():
    """Without ties and clusters 100 against 100 see 0.396 sd in four of five cases."""
    n, none = 200, np.array([], int)
    found = simulate_power(
        cluster=np.arange(n), community=np.zeros(n, int), source=none, target=none,
        weight=np.array([]), seats=100, waves=1, icc=0.0, spill=0.0, persistence=0.5,
        drawn="people", rng=np.random.default_rng(1), draws=4000,
    )  # fmt: skip
    assert found.detectable == pytest.approx((1.96 + 0.8416) * np.sqrt(2 / 100), rel=0.05)
    shown = [p for _, p in found.curve]
    assert shown == sorted(shown)


@pytest.mark.parametrize(("told", "left"), [(0.0, 1.0), (0.8, 0.6)])
def test_power_is_that_of_the_registered_analysis(told, left):
    """On outcomes made by hand the adjusted analysis sees the effect as often as was said."""
    n, seats, none = 120, 30, np.array([], int)
    rng = np.random.default_rng(5)
    X = rng.standard_normal((n, 2))
    found = simulate_power(
        cluster=np.arange(n), community=np.zeros(n, int), source=none, target=none,
        weight=np.array([]), seats=seats, waves=1, icc=0.0, spill=0.0, persistence=0.5,
        drawn="people", rng=rng, draws=2000, covariates=X, left=left,
    )  # fmt: skip
    plain = (1.96 + 0.8416) * left * np.sqrt(1 / seats + 1 / (n - seats))
    assert plain < found.detectable < 1.15 * plain
    errors = []
    for _ in range(400):
        d = rng.permutation(n) < seats
        y = told * X[:, 0] + left * rng.standard_normal(n) + found.detectable * d
        fit = difference_in_means(outcome=y, treated=d, covariates=X)
        errors.append(fit.value - found.detectable)
    # The standard error of a standard deviation from 400 draws is 3.5 %: three of them.
    assert np.std(errors) == pytest.approx(found.detectable / (1.96 + 0.8416), rel=0.11)


@pytest.mark.parametrize(
    ("route", "own", "words"),
    [
        ("training", None, "doi:10.1037/0021-9010.88.2.234"),
        ("sponsorship", None, "Nothing is known here"),
        ("training", (3.0, 2.8, 3.2), "would see even the least of that"),
        ("training", (1.0, 0.05, 1.95), "would see that, and miss the least of it"),
        ("training", (0.1, 0.05, 0.15), "would most likely miss that"),
        ("training", (0.1, -0.05, 0.25), "may be nothing"),
    ],
)
def test_what_it_can_see_stands_beside_what_is_known_here_first(route, own, words):
    found = None
    if own is not None:
        value, low, high = own
        found = Estimate(value=value, low=low, high=high, level=0.95, unit="sd", n=94)
    said = trial(60, 1, route=route, found=found).sentence
    assert words in said
    assert ("doi" in said) == (route == "training" and own is None)


def trial(
    seats: int,
    waves: int,
    spill: float = 0.0,
    seed: int = 3,
    route: str = "training",
    outcome: str = "expertise",
    day: str = "2026-01-05",
    found: Estimate | None = None,
):
    source, target, weight = village()
    return design_trial(
        route=route, outcome_name=outcome, people=[f"e{i:03d}" for i in range(200)],
        seats=seats, waves=waves, seed=seed, drawn_on=day, source=source, target=target,
        weight=weight, before=np.random.default_rng(1).standard_normal(200), spill=spill,
        draws=200, found=found,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seats", "waves", "kind"),
    [(60, 1, "lottery"), (100, 2, "waiting list"), (200, 1, "waiting list"),
     (50, 4, "stepped wedge")],
)  # fmt: skip
def test_the_kind_follows_the_places(seats, waves, kind):
    found = trial(seats, waves)
    assert found.kind == kind
    assert len(found.assignment) == 200
    if kind == "lottery":
        assert sum(a.wave == 1 for a in found.assignment) == seats
    else:
        assert min(a.wave for a in found.assignment) == 1


def test_interference_draws_whole_communities():
    assert trial(60, 1, spill=0.0).drawn == "people"
    assert trial(100, 1, spill=0.8).drawn == "clusters"


def test_the_registration_is_fixed_by_the_seed():
    one, two, other = trial(60, 1), trial(60, 1), trial(60, 1, seed=4)
    assert one.registration_hash == two.registration_hash != other.registration_hash
    assert one.assignment == two.assignment
    assert not any("e0" in str(v) for k, v in one.registration.items() if "sha256" not in k)


@pytest.mark.parametrize(
    "other", [{"route": "video course"}, {"outcome": "influence"}, {"day": "2026-01-06"}]
)
def test_two_trials_never_share_a_draw(other):
    """Of 60 winners among 200 two draws share 18 by luck, and 31 once in 20,000."""
    first, second = ({a.person for a in t.assignment if a.wave == 1}
                     for t in (trial(60, 1), trial(60, 1, **other)))  # fmt: skip
    assert len(first) == len(second) == 60
    assert len(first & second) < 31


def test_what_a_trial_can_see_does_not_depend_on_how_the_lot_falls():
    assert trial(60, 1).chosen == trial(60, 1, seed=4).chosen


def test_a_lottery_without_places_is_refused():
    with pytest.raises(EstimationError, match="one place"):
        trial(0, 1)
