"""The posterior overlap: probabilities, fit, sums, intervals, verdict, units, invariance."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vesica.core.estimate import Estimate
from vesica.core.overlap import Verdict
from vesica.core.scores import Scores
from vesica.errors import EstimationError
from vesica.measure.bivariate import Data, fit, upper
from vesica.measure.intervals import count_interval, ratio_interval, share_interval
from vesica.measure.overlap import above_probability, both_probability, overlap, verdict


def scores(name, signal, noise):
    """Scores of one facet that is the skill, already on the organisation's scale."""
    noise = np.asarray(noise, dtype=float)
    gain = 1 / (1 + noise**2)
    signal = np.where(np.isfinite(noise), signal, 0.0)
    return Scores(
        skill=name, mean=gain * signal, standard_error=np.sqrt(1 - gain), signal=signal,
        noise=noise, facets=(), loadings=np.ones(1), uniquenesses=np.zeros(1),
        weights=np.ones((noise.size, 1)), reliability=float(np.mean(gain[gain > 0])),
    )  # fmt: skip


def simulated(seed, n, rho, *, missing=0.2):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(2, n))
    theta = np.stack([z[0], rho * z[0] + (1 - rho**2) ** 0.5 * z[1]])
    noise = np.sqrt(rng.gamma(3, 0.25, (2, n)) + 0.05)
    signal = theta + noise * rng.normal(size=(2, n))
    noise = np.where(rng.random((2, n)) < missing, np.inf, noise)
    return (
        theta,
        scores("expertise", signal[0], noise[0]),
        scores("influence", signal[1], noise[1]),
    )


def ask(expertise, influence, unit, *, names=("east", "west", "north"), bar=0.75):
    return overlap(
        expertise=expertise, influence=influence, unit=unit, unit_names=names, bar=bar, level=0.9
    )


@pytest.mark.parametrize("r", [-0.999, -0.9, -0.3, 0.0, 0.3, 0.9, 0.999])
def test_probability_equals_scipy(r):
    rng = np.random.default_rng(1)
    h, k = rng.normal(0, 1.5, (2, 25))
    h[:4], k[2:6] = 0.0, 0.0
    k[6], h[7] = h[6], -k[7]
    expected = [
        stats.multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf([-a, -b])
        for a, b in zip(h, k, strict=True)
    ]
    np.testing.assert_allclose(upper(h, k, np.full(25, r)), expected, atol=1e-8)


def test_probability_at_the_median_has_a_closed_form():
    """Sheppard: 1/4 + asin(r) / (2 pi)."""
    r = np.linspace(-0.99, 0.99, 9)
    zero = np.zeros(9)
    np.testing.assert_allclose(upper(zero, zero, r), 0.25 + np.arcsin(r) / 2 / np.pi, atol=1e-15)


def test_fit_without_error_is_the_sample_covariance():
    rng = np.random.default_rng(2)
    x1 = rng.normal(0.3, 1.2, 400)
    x2 = 0.5 * x1 + rng.normal(size=400)
    # 1e-4 is the least error that counts; its square is far below the tolerance.
    prior = fit(Data.of(x1, np.zeros(400), x2, np.zeros(400)))
    assert prior.eta[:2] == pytest.approx([x1.mean(), x2.mean()], abs=1e-5)
    assert np.exp(prior.eta[2:4]) == pytest.approx([x1.std(), x2.std()], abs=1e-5)
    assert np.tanh(prior.eta[4]) == pytest.approx(np.corrcoef(x1, x2)[0, 1], abs=1e-5)
    # The sandwich of Fisher's z of a normal sample is close to 1/(n - 3).
    assert prior.covariance()[4, 4] == pytest.approx(1 / 397, rel=0.3)


def test_fit_maximises_the_dense_likelihood():
    _, e, i = simulated(3, 60, 0.4)
    eta = fit(Data.of(e.signal, e.noise, i.signal, i.noise)).eta

    def dense(eta):
        t1, t2, rho = np.exp(eta[2]), np.exp(eta[3]), np.tanh(eta[4])
        T = np.array([[t1**2, rho * t1 * t2], [rho * t1 * t2, t2**2]])
        total = 0.0
        for x, s in zip(
            np.stack([e.signal, i.signal], 1), np.stack([e.noise, i.noise], 1), strict=True
        ):
            has = np.flatnonzero(np.isfinite(s))
            if has.size:
                V = T[np.ix_(has, has)] + np.diag(s[has] ** 2)
                total += stats.multivariate_normal(eta[has], V).logpdf(x[has])
        return total

    best = dense(eta)
    for j in range(5):
        for sign in (-0.02, 0.02):
            moved = eta.copy()
            moved[j] += sign
            assert dense(moved) < best


def test_everything_adds_up():
    _, e, i = simulated(4, 3000, 0.3)
    unit = np.arange(3000) % 3
    found = ask(e, i, unit)
    assert found.both.value == pytest.approx(
        both_probability(expertise=e, influence=i, bar=0.75).sum()
    )
    assert found.chance.value == pytest.approx(
        found.expertise.value * found.influence.value / 3000
    )
    assert found.lift.value == pytest.approx(found.both.value / found.chance.value)
    assert found.with_evidence == np.sum(np.isfinite(e.noise) & np.isfinite(i.noise))
    assert [p.bar for p in found.curve] == pytest.approx(np.arange(0.5, 0.96, 0.05))
    assert [u.org_unit for u in found.by_unit] == ["east", "north", "west"]
    assert sum(u.people for u in found.by_unit) == found.people == 3000


def test_no_evidence_at_all_is_the_organisation_average():
    _, e, i = simulated(5, 2000, 0.5)
    both = both_probability(expertise=e, influence=i, bar=0.8)
    none = np.isinf(e.noise) & np.isinf(i.noise)
    found = ask(e, i, np.zeros(2000, int), names=("all",), bar=0.8)
    rho = found.correlation.value
    bar = stats.norm.ppf(0.8)
    prior = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([-bar, -bar])
    assert np.ptp(both[none]) < 1e-15
    assert both[none][0] == pytest.approx(prior, abs=1e-6)


def test_above_is_the_marginal_posterior():
    found = above_probability(
        scores=scores("e", np.array([1.0, -2, 0]), [0.5, 1, np.inf]), bar=0.9
    )
    bar = stats.norm.ppf(0.9)
    expected = stats.norm.sf([(bar - 0.8) / 0.2**0.5, (bar + 1) / 0.5**0.5, bar])
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_slopes_equal_a_refitted_difference():
    """Delta method: move the prior, and sum the probabilities again."""
    from vesica.measure.bivariate import posterior
    from vesica.measure.expected import Model

    _, e, i = simulated(6, 500, 0.3)
    data = Data.of(e.signal, e.noise, i.signal, i.noise)
    prior = fit(data)
    unit = np.zeros(500, dtype=int)
    found = Model.of(data, prior, unit, with_evidence=500).at(0.8)
    for j in range(5):
        sums = []
        for sign in (1, -1):
            eta = prior.eta.copy()
            eta[j] += sign * 1e-5
            moved = dataclasses.replace(prior, eta=eta)
            here = Model.of(data, moved, unit, with_evidence=500).at(0.8)
            sums.append([here.expertise, here.influence, here.both])
        slope = (np.array(sums[0]) - np.array(sums[1])) / 2e-5
        np.testing.assert_allclose(found.slopes[:, j], slope, rtol=1e-5, atol=1e-4)
    assert posterior(data, prior.eta).m1.shape == (500,)


def test_poisson_binomial_variance_equals_enumeration():
    """Variance of a weighted sum of the three counts, from the four cells of each person."""
    from vesica.measure.expected import Expected

    e, i, b = np.array([0.3, 0.8]), np.array([0.5, 0.6]), np.array([0.2, 0.5])
    model = Expected(p_expertise=e, p_influence=i, p_both=b, slopes=np.zeros((3, 5)),
                     covariances=(np.zeros((5, 5)),))  # fmt: skip
    weights = np.array([-1.0, 0.7, 2.5])
    expected = 0.0
    for pe, pi, pb in zip(e, i, b, strict=True):
        cells = {(1, 1): pb, (1, 0): pe - pb, (0, 1): pi - pb, (0, 0): 1 - pe - pi + pb}
        value = {c: weights @ [c[0], c[1], c[0] * c[1]] for c in cells}
        mean = sum(p * value[c] for c, p in cells.items())
        expected += sum(p * (value[c] - mean) ** 2 for c, p in cells.items())
    assert model.variance(weights) == pytest.approx(expected)


def every_estimate(found):
    yield from (found.expertise, found.influence, found.both, found.chance, found.lift)
    yield found.correlation
    yield from (x for p in found.curve for x in (p.both, p.chance))
    yield from (u.both for u in found.by_unit)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-0.6, 0.6), st.randoms(use_true_random=False))
def test_order_of_people_does_not_matter(seed, rho, random):
    _, e, i = simulated(seed, 300, rho)
    unit = np.arange(300) % 3
    order = np.array(random.sample(range(300), 300))
    a = ask(e, i, unit)
    b = ask(
        scores("expertise", e.signal[order], e.noise[order]),
        scores("influence", i.signal[order], i.noise[order]),
        unit[order],
    )
    for x, y in zip(every_estimate(a), every_estimate(b), strict=True):
        assert x.low <= x.value <= x.high
        assert (x.value, x.low, x.high) == pytest.approx(
            (y.value, y.low, y.high), rel=1e-9, abs=1e-9
        )
    assert a.verdict == b.verdict


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_person_without_evidence_adds_the_average(seed):
    _, e, i = simulated(seed, 60, 0.3, missing=0)
    more = [scores(s.skill, np.append(s.signal, 0), np.append(s.noise, np.inf)) for s in (e, i)]
    a = both_probability(expertise=e, influence=i, bar=0.75)
    b = both_probability(expertise=more[0], influence=more[1], bar=0.75)
    np.testing.assert_allclose(b[:-1], a, atol=1e-7)
    assert 0 < b[-1] < 0.25


def lift_of(low, value, high):
    return Estimate(value=value, low=low, high=high, level=0.9, unit="1", n=100)


@pytest.mark.parametrize(
    ("interval", "reliabilities", "word"),
    [
        ((0.5, 0.7, 0.99), (0.7, 0.7), Verdict.RARE),
        ((0.5, 0.7, 1.0), (0.7, 0.7), Verdict.CANNOT_SAY),
        ((0.85, 0.95, 1.1), (0.7, 0.7), Verdict.RARE_BY_CHANCE),
        ((0.79, 0.95, 1.1), (0.7, 0.7), Verdict.CANNOT_SAY),
        ((0.9, 1.1, 1.26), (0.7, 0.7), Verdict.CANNOT_SAY),
        ((1.01, 1.1, 1.2), (0.7, 0.7), Verdict.NOT_RARE),
        ((1.01, 1.1, 1.2), (0.49, 0.7), Verdict.CANNOT_SAY),
        ((0.5, 0.7, 0.9), (0.7, 0.49), Verdict.CANNOT_SAY),
    ],
)
def test_verdict_follows_the_interval(interval, reliabilities, word):
    assert verdict(lift_of(*interval), *reliabilities) is word


def test_too_few_people_with_both_is_refused():
    noise = np.r_[np.full(3, 0.5), np.full(20, np.inf)]
    e, i = scores("e", np.arange(23.0), noise), scores("i", np.arange(23.0), np.full(23, 0.5))
    with pytest.raises(EstimationError, match="3 of 23 people"):
        ask(e, i, np.zeros(23, int), names=("all",))


def test_units_are_pulled_to_the_organisation_by_their_size():
    rng = np.random.default_rng(9)
    unit = np.r_[np.zeros(3, int), np.ones(300, int), np.repeat(np.arange(2, 12), 100)]
    shift = np.r_[0, 0, rng.normal(0, 0.7, 10)]
    shift[:2] = 1.5
    theta = shift[unit] + rng.normal(size=unit.size)
    x = [theta + 0.4 * rng.normal(size=unit.size) for _ in range(2)]
    e, i = (scores("s", (a - a.mean()) / 1.3, np.full(unit.size, 0.3)) for a in x)
    names = [f"u{u:02d}" for u in range(12)]
    found = ask(e, i, unit, names=names)
    p = both_probability(expertise=e, influence=i, bar=0.75)
    raw = [p[unit == u].mean() for u in range(2)]
    small, large = found.by_unit[0].both, found.by_unit[1].both
    assert abs(small.value - raw[0]) > abs(large.value - raw[1])
    assert small.high - small.low > large.high - large.low


@pytest.mark.parametrize(
    "interval",
    [
        count_interval(0.003, 0.003, level=0.9, n=10),
        count_interval(9.9, 25.0, level=0.9, n=10),
        count_interval(1e6, 1e4, level=0.9, n=10**7),
        ratio_interval(0.4, 1e4, level=0.9, n=10),
        share_interval(0.001, 0.01, level=0.9, n=10),
        share_interval(0.0, 0.01, level=0.9, n=10),
    ],
)
def test_extreme_intervals_stay_in_bounds(interval):
    assert 0 <= interval.low <= interval.value <= interval.high
    if interval.unit == "people":
        assert interval.high <= interval.n


def test_interval_of_a_large_count_is_normal():
    found = count_interval(10_000.0, 400.0, level=0.9, n=10**6)
    # The square root moves the ends by under 0.1 people here.
    assert (found.low, found.high) == pytest.approx((10_000 - 32.9, 10_000 + 32.9), abs=0.1)
