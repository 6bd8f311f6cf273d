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
from vesica.measure.bivariate import Data, log_likelihood
from vesica.measure.bivariate import scores as gradients
from vesica.measure.expected import Expected, Model
from vesica.measure.intervals import count_interval, ratio_interval, share_interval
from vesica.measure.joint import joint
from vesica.measure.normal import upper
from vesica.measure.overlap import overlap, people_above, verdict
from vesica.measure.prior import fit, shape_of
from vesica.measure.shape import heavy


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


def simulated(seed, n, rho, *, missing=0.2, degrees=None, power=None):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(2, n))
    theta = np.stack([z[0], rho * z[0] + (1 - rho**2) ** 0.5 * z[1]])
    if degrees:
        theta = theta / np.sqrt(rng.chisquare(degrees, n) / degrees) * (1 - 2 / degrees) ** 0.5
    if power:
        theta = (stats.gamma.ppf(stats.norm.cdf(theta), power) - power) / power**0.5
    noise = np.sqrt(rng.gamma(3, 0.25, (2, n)) + 0.05)
    signal = theta + noise * rng.normal(size=(2, n))
    noise = np.where(rng.random((2, n)) < missing, np.inf, noise)
    return (
        theta,
        scores("expertise", signal[0], noise[0]),
        scores("influence", signal[1], noise[1]),
    )


def above(expertise, influence, bar):
    everyone_alike = np.zeros(expertise.mean.size, dtype=int)
    return people_above(joint(expertise, influence, everyone_alike, level=0.9), bar=bar)


def both_probability(*, expertise, influence, bar):
    return above(expertise, influence, bar)[2]


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
    prior = fit(Data.of(x1, np.zeros(400), x2, np.zeros(400)), tails=False)
    assert prior.eta[:2] == pytest.approx([x1.mean(), x2.mean()], abs=1e-5)
    assert np.exp(prior.eta[2:4]) == pytest.approx([x1.std(), x2.std()], abs=1e-5)
    assert np.tanh(prior.eta[4]) == pytest.approx(np.corrcoef(x1, x2)[0, 1], abs=1e-5)
    # The sandwich of Fisher's z of a normal sample is close to 1/(n - 3).
    assert prior.covariance()[4, 4] == pytest.approx(1 / 397, rel=0.3)


def dense(e, i, eta, shape, shared=0.0):
    """Log likelihood person by person with dense matrices, a sum over the scales."""
    t1, t2, rho = np.exp(eta[2]), np.exp(eta[3]), np.tanh(eta[4])
    T = np.array([[t1**2, rho * t1 * t2], [rho * t1 * t2, t2**2]])
    total = 0.0
    for x, s in zip(
        np.stack([e.signal, i.signal], 1), np.stack([e.noise, i.noise], 1), strict=True
    ):
        has = np.flatnonzero(np.isfinite(s))
        if has.size:
            S = np.diag(s[has] ** 2)
            if has.size == 2:
                S[0, 1] = S[1, 0] = shared * s[0] * s[1]
            parts = [
                w * stats.multivariate_normal(eta[has], k * T[np.ix_(has, has)] + S).pdf(x[has])
                for w, k in zip(shape.weight, shape.scale, strict=True)
            ]
            total += np.log(sum(parts))
    return total


@pytest.mark.parametrize("tails", [False, True])
@pytest.mark.parametrize("shared", [0.0, -0.3])
def test_likelihood_and_gradient_equal_the_dense_ones(tails, shared):
    _, e, i = simulated(3, 40, 0.4)
    data = Data.of(e.signal, e.noise, i.signal, i.noise, shared=shared)

    def both(eta):
        shape = shape_of(eta, tails=tails)
        return log_likelihood(data, eta, shape), dense(e, i, eta, shape, shared)

    eta = np.array([0.1, -0.1, 0.05, -0.2, 0.4, 0.15])
    found = gradients(data, eta, shape_of(eta, tails=tails))[1].sum(axis=0)
    # Equal up to a constant of the errors, so differences are compared.
    for j in range(6 if tails else 5):
        step = 1e-5 * np.eye(6)[j]
        (a, exact_a), (b, exact_b) = both(eta + step), both(eta - step)
        assert a - b == pytest.approx(exact_a - exact_b, rel=1e-6, abs=1e-9)
        assert found[j] == pytest.approx((a - b) / 2e-5, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("tails", [False, True])
def test_fit_maximises_the_likelihood(tails):
    _, e, i = simulated(3, 300, 0.4, degrees=5 if tails else None)
    data = Data.of(e.signal, e.noise, i.signal, i.noise)
    eta = fit(data, tails=tails).eta
    best = log_likelihood(data, eta, shape_of(eta, tails=tails))
    for j in range(6 if tails else 5):
        for sign in (-0.02, 0.02):
            moved = eta + sign * np.eye(6)[j]
            moved[5] = max(moved[5], 0.005)
            assert log_likelihood(data, moved, shape_of(moved, tails=tails)) < best


@pytest.mark.parametrize("degrees", [4, 5, 20, 200])
def test_scales_are_those_of_student(degrees):
    """Ten scales: quantiles to half a per cent, density under error to three per cent."""
    shape = heavy(1 / degrees)
    sd = ((degrees - 2) / degrees) ** 0.5
    assert shape.weight @ shape.scale == pytest.approx(1)
    for q in (0.75, 0.9, 0.99):
        assert shape.quantile(q) == pytest.approx(stats.t.ppf(q, degrees) * sd, rel=5e-3)
    grid = np.linspace(-80, 80, 200_001)
    prior = stats.t.pdf(grid / sd, degrees) / sd
    for x in (0.0, 2.0, 5.0):
        exact = np.trapezoid(prior * stats.norm.pdf(x, grid, 0.4), grid)
        found = shape.weight @ stats.norm.pdf(x, 0, np.sqrt(shape.scale + 0.16))
        assert found == pytest.approx(exact, rel=0.03)


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
    assert found.expertise.value == found.influence.value == pytest.approx(750)
    ends = [x / found.chance.value for x in (found.both.low, found.both.high)]
    assert (found.lift.low, found.lift.high) == pytest.approx(tuple(ends))
    b, top = found.both.value, 750
    assert found.odds_ratio.value == pytest.approx(b * (3000 - 2 * top + b) / (top - b) ** 2)
    assert [s.shape for s in found.shapes if s.primary] == ["normal"]
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
    # The bar is where the top fifth is, which is the prior's quantile up to chance.
    assert both[none][0] == pytest.approx(prior, rel=0.05)


def test_above_on_one_skill_is_that_skill_alone():
    """Textbook posterior of one normal skill, the bar at the top fifth of everyone."""
    _, e, i = simulated(5, 2000, 0.8)
    fitted = joint(e, i, np.zeros(2000, int), level=0.9)
    first, second, _ = people_above(fitted, bar=0.8)
    eta = fitted.model.prior.eta
    for found, s, j in ((first, e, 0), (second, i, 1)):
        variance = np.exp(2 * eta[2 + j])
        gain = variance / (variance + s.noise**2)
        mean, sd = eta[j] + gain * (s.signal - eta[j]), np.sqrt(variance * (1 - gain))
        assert found.sum() == pytest.approx(400)
        seen = (found > 1e-6) & (found < 1 - 1e-6)
        bars = mean[seen] + sd[seen] * stats.norm.isf(found[seen])
        assert np.ptp(bars) < 1e-6


@pytest.mark.parametrize("tails", [False, True])
def test_slopes_equal_a_moved_prior(tails):
    """Delta method: move the prior or the errors, find the bar again, and sum again."""
    _, e, i = simulated(6, 500, 0.3, degrees=5)
    data = Data.of(e.signal, e.noise, i.signal, i.noise)
    prior = fit(data, tails=tails)
    unit = np.zeros(500, dtype=int)

    def both(moved, measured):
        return Model.of(measured, moved, unit, scale_errors=(0, 0)).at([0.8])[0].both

    found = Model.of(data, prior, unit, scale_errors=(0, 0)).at([0.8])[0]
    own = np.append(-found.at_bar, 1.0) @ found.slopes
    for j in range(6 if tails else 5):
        sums = []
        for sign in (1, -1):
            eta = prior.eta + sign * 1e-4 * np.eye(6)[j]
            shape = shape_of(eta, tails=tails)
            sums.append(both(dataclasses.replace(prior, eta=eta, shape=shape), data))
        assert own[j] == pytest.approx((sums[0] - sums[1]) / 2e-4, rel=1e-4, abs=1e-3)
    for j in range(2):
        up, down = (both(prior, data.noisier(*np.exp(s * 1e-4 * np.eye(2)[j]))) for s in (1, -1))
        assert own[6 + j] == pytest.approx((up - down) / 2e-4, rel=1e-4, abs=1e-3)


def test_errors_of_the_loadings_widen_the_interval():
    """As much as fitting to errors that are larger or smaller moves the answer."""
    _, e, i = simulated(7, 2000, 0.4)
    unsure = dataclasses.replace(e, noise_scale_error=0.4)
    unit = np.zeros(2000, int)
    sure, wide = (ask(x, i, unit, names=("all",)) for x in (e, unsure))
    larger, smaller = (
        ask(scores("expertise", e.signal, e.noise * np.exp(s * 0.2)), i, unit, names=("all",))
        for s in (1, -1)
    )
    z = stats.norm.ppf(0.95)

    def error(found):
        return (found.correlation.high - found.correlation.low) / 2 / z

    moved = (larger.correlation.value - smaller.correlation.value) / 2
    assert error(wide) ** 2 - error(sure) ** 2 == pytest.approx(moved**2, rel=0.15)
    assert wide.both.value == sure.both.value


def test_poisson_binomial_variance_equals_enumeration():
    """Variance of those with both less multiples of those above each bar, from all cells."""
    e, i, b = np.array([0.3, 0.8]), np.array([0.5, 0.6]), np.array([0.2, 0.5])
    at_bar = np.array([0.4, 0.3])
    model = Expected(p_expertise=e, p_influence=i, p_both=b, slopes=np.zeros((3, 8)),
                     at_bar=at_bar, covariances=(np.zeros((8, 8)),))  # fmt: skip
    expected = 0.0
    for pe, pi, pb in zip(e, i, b, strict=True):
        cells = {(1, 1): pb, (1, 0): pe - pb, (0, 1): pi - pb, (0, 0): 1 - pe - pi + pb}
        value = {c: c[0] * c[1] - at_bar @ c for c in cells}
        mean = sum(p * value[c] for c, p in cells.items())
        expected += sum(p * (value[c] - mean) ** 2 for c, p in cells.items())
    assert model.variance == pytest.approx(expected)


def every_estimate(found):
    yield from (found.expertise, found.influence, found.both, found.chance, found.lift)
    yield from (found.correlation, found.odds_ratio, found.shared_error.lift)
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
    # The fit is the same; the bar moves a little, to where the top quarter of 61 people is.
    np.testing.assert_allclose(b[:-1], a, atol=2e-3)
    assert 0 < b[-1] < 0.25


def lift_of(low, value, high):
    return Estimate(value=value, low=low, high=high, level=0.9, unit="1", n=100)


@pytest.mark.parametrize(
    ("interval", "widened", "word"),
    [
        ((0.5, 0.7, 0.98), (0.4, 0.7, 0.99), Verdict.RARE),
        ((0.5, 0.7, 0.98), (0.4, 0.7, 1.01), Verdict.CANNOT_SAY),
        ((0.5, 0.7, 1.0), (0.5, 0.7, 1.0), Verdict.CANNOT_SAY),
        ((0.85, 0.95, 1.1), (0.81, 0.95, 1.2), Verdict.RARE_BY_CHANCE),
        ((0.85, 0.95, 1.1), (0.79, 0.95, 1.2), Verdict.CANNOT_SAY),
        ((0.79, 0.95, 1.1), (0.79, 0.95, 1.1), Verdict.CANNOT_SAY),
        ((0.9, 1.1, 1.26), (0.9, 1.1, 1.26), Verdict.CANNOT_SAY),
        ((1.02, 1.1, 1.2), (1.01, 1.1, 1.3), Verdict.NOT_RARE),
        ((1.02, 1.1, 1.2), (0.99, 1.1, 1.3), Verdict.CANNOT_SAY),
    ],
)
def test_verdict_follows_the_interval(interval, widened, word):
    assert verdict(lift_of(*interval), lift_of(*widened)) is word


def test_shared_errors_of_the_tipping_size_overturn_the_answer():
    _, e, i = simulated(11, 3000, -0.4, missing=0)
    unit = np.zeros(3000, int)
    found = ask(e, i, unit, names=("all",))
    assert found.verdict is Verdict.RARE
    tipping = found.shared_error.tipping
    assert -0.6 < tipping < -0.1
    # If the errors correlate so much, the end of the interval is at chance.
    data = Data.of(e.signal, e.noise, i.signal, i.noise, shared=tipping)
    model = Model.of(data, fit(data, tails=False), unit, scale_errors=(0, 0))
    lift = model.at([0.75])[0].both / found.chance.value
    assert lift * found.lift.high / found.lift.value == pytest.approx(1, abs=0.01)


def test_low_reliability_makes_shared_errors_matter_more():
    def width(noise):
        rng = np.random.default_rng(12)
        theta = rng.normal(size=(2, 3000))
        x = theta + noise * rng.normal(size=(2, 3000))
        e, i = (scores(n, a, np.full(3000, noise)) for n, a in zip("ei", x, strict=True))
        shared = ask(e, i, np.zeros(3000, int), names=("all",))
        return shared.shared_error.lift.high - shared.lift.high

    # Reliability .8, .5 and .3: sqrt((1 - r1)(1 - r2) / (r1 r2)) is .25, 1 and 2.3.
    small, middle, large = width(0.5), width(1.0), width(1.53)
    assert 0 < small < middle / 2.5 < large / 3.5


def test_heavy_tails_are_found_and_used():
    _, e, i = simulated(13, 5000, 0.0, degrees=5)
    found = ask(e, i, np.zeros(5000, int), names=("all",), bar=0.9)
    by_shape = {s.shape: s for s in found.shapes}
    assert by_shape["heavy-tailed"].primary
    assert found.both == by_shape["heavy-tailed"].both
    # Uncorrelated, and yet more people far out on both than independence gives: 75 of 5,000.
    assert by_shape["normal"].both.value < 0.9 * found.both.value
    assert found.both.low < 75 < found.both.high
    assert found.notes == ()


def test_lopsided_skills_are_told_and_not_taken_for_heavy_tails():
    _, e, i = simulated(14, 5000, 0.2, power=2)
    found = ask(e, i, np.zeros(5000, int), names=("all",), bar=0.9)
    assert next(s.shape for s in found.shapes if s.primary) == "normal"
    assert "expertise and influence are lopsided" in found.notes[0]
    # The gamma of shape 2 has the skewness sqrt(2).
    for skew in (found.skewness_expertise, found.skewness_influence):
        assert skew.low < 2**0.5 < skew.high
    assert found.expertise.value == pytest.approx(500)


def test_skewness_of_a_few_far_out_is_told_apart_from_a_shape_that_fails():
    _, e, i = simulated(14, 5000, 0.2)
    signal = e.signal.copy()
    signal[np.argsort(-signal)[:12]] += 3.0
    found = ask(dataclasses.replace(e, signal=signal), i, np.zeros(5000, int), names=("all",))
    assert found.skewness_expertise.low > 0
    said = [note for note in found.notes if "skewness of expertise differs from 0" in note]
    assert len(said) == 1
    assert not any("lopsided" in note for note in found.notes)


def test_tails_that_go_together_are_told():
    rng = np.random.default_rng(15)
    z = rng.normal(size=(2, 5000)) / np.sqrt(rng.chisquare(4, 5000) / 4)
    theta = stats.norm.ppf(stats.t.cdf(z, 4))
    x = theta + 0.6 * rng.normal(size=(2, 5000))
    e, i = (scores(n, a, np.full(5000, 0.6)) for n, a in zip("ei", x, strict=True))
    found = ask(e, i, np.zeros(5000, int), names=("all",))
    assert any("more often than it says" in note for note in found.notes)


@pytest.mark.parametrize("n", [8, 20, 45])
def test_a_small_organisation_is_told_so(n):
    _, e, i = simulated(16, n, 0.0, missing=0)
    found = ask(e, i, np.zeros(n, int), names=("all",))
    assert "take the interval for the answer" in found.notes[0]
    assert found.verdict is Verdict.CANNOT_SAY
    assert [s.shape for s in found.shapes] == ["normal"]


def test_correlation_at_the_bar_is_not_made_by_a_few_far_out():
    rng = np.random.default_rng(17)
    x = rng.normal(size=(2, 4000)) + 0.5 * rng.normal(size=(2, 4000))
    x[:, :40] = 8.0
    e, i = (scores(n, a, np.full(4000, 0.5)) for n, a in zip("ei", x, strict=True))
    found = ask(e, i, np.zeros(4000, int), names=("all",))
    assert next(s for s in found.shapes if s.shape == "normal").correlation.value > 0.3
    assert found.correlation_at_bar.value < 0.15


@pytest.mark.parametrize("rho", [-0.3, 0.4])
def test_correlation_at_the_bar_is_free_of_error(rho):
    _, e, i = simulated(18, 40_000, rho)
    found = ask(e, i, np.zeros(40_000, int), names=("all",), bar=0.8)
    at = found.correlation_at_bar
    assert at.low < rho < at.high
    assert at.high - at.low < 0.08


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
