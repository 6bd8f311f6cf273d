"""What each source brings, what more of it would, and halves; misfit and errors of loadings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.factor import factor
from vesica.measure.figures import both_of
from vesica.measure.joint import joint
from vesica.measure.reliability import source_lines, split_half
from vesica.measure.skill import skill


def facet(name, value, error, source=""):
    error = np.broadcast_to(np.asarray(error, dtype=float), np.shape(value))
    seen = np.isfinite(error)
    return Facet(
        name=name, value=np.where(seen, value, np.nan), standard_error=error,
        evidence=3 * seen.astype(np.int64), unit="points", evidence_unit="records", source=source,
    )  # fmt: skip


def world(seed, n, *, missing, rho=0.3):
    """Two skills; expertise from one source, influence from a good one that many lack and one."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(2, n))
    z[1] = rho * z[0] + (1 - rho**2) ** 0.5 * z[1]
    without = rng.random(n) < missing
    posts = facet("posts", z[0] + 0.8 * rng.normal(size=n), 0.8)
    named = 0.9 * z[1] + (1 - 0.81) ** 0.5 * rng.normal(size=n) + 0.4 * rng.normal(size=n)
    asked = 0.9 * z[1] + (1 - 0.81) ** 0.5 * rng.normal(size=n) + 1.5 * rng.normal(size=n)
    influence = [
        facet("named", named, np.where(without, np.inf, 0.4)),
        facet("asked", asked, 1.5),
    ]
    return joint(
        skill(name="expertise", facets=[posts]),
        skill(name="influence", facets=influence),
        np.zeros(n, dtype=int),
        level=0.9,
    )


def test_coverage_of_a_good_source_is_what_would_narrow_most():
    lines = {s.source: s for s in source_lines(world(1, 3000, missing=0.6), bar=0.75)}
    assert set(lines) == {"posts", "named", "asked"}
    assert (lines["named"].narrower or 0) > 0.1
    # Everyone has as much of these as anyone.
    assert lines["posts"].narrower == lines["asked"].narrower == 0.0
    people = lines["named"].people
    assert isinstance(people, int)
    assert people == pytest.approx(1200, abs=100)
    assert lines["named"].records == 3 * people


def test_expected_narrowing_is_what_full_coverage_brings():
    """Worlds in which everyone does have the source, on average over them."""

    def width(fitted):
        found = both_of(fitted.model.at([0.75])[0], 0.9)
        return (found.high - found.low) / found.value**0.5

    said, brought = [], []
    for seed in range(6):
        thin, full = (world(seed, 3000, missing=m) for m in (0.6, 0.0))
        said.append({s.source: s.narrower for s in source_lines(thin, bar=0.75)}["named"])
        brought.append(1 - width(full) / width(thin))
    assert np.mean(said) == pytest.approx(np.mean(brought), abs=0.05)


def test_what_a_source_adds_is_lost_without_it():
    lines = {s.source: s for s in source_lines(world(2, 2000, missing=0.0), bar=0.75)}
    fitted = world(2, 2000, missing=0.0)
    assert lines["posts"].reliability == pytest.approx(fitted.expertise.reliability)
    both = fitted.influence.reliability
    assert 0 < lines["asked"].reliability < lines["named"].reliability < both


def test_order_of_people_leaves_no_trace_in_the_sheet():
    fitted = world(3, 500, missing=0.3)
    order = np.random.default_rng(4).permutation(500)

    def moved(scores):
        facets = tuple(
            dataclasses.replace(
                f, value=f.value[order], standard_error=f.standard_error[order],
                evidence=f.evidence[order],
            )
            for f in scores.facets
        )  # fmt: skip
        return skill(name=scores.skill, facets=facets)

    again = joint(moved(fitted.expertise), moved(fitted.influence), fitted.unit, level=0.9)
    for a, b in zip(source_lines(fitted, bar=0.75), source_lines(again, bar=0.75), strict=True):
        assert (a.source, a.people, a.records) == (b.source, b.people, b.records)
        assert (a.reliability, a.narrower) == pytest.approx((b.reliability, b.narrower), abs=1e-8)


def test_halves_step_up_to_the_reliability_of_the_whole():
    """Errors of sd 1 in each half: halves correlate by 1/2, the whole is reliable by 2/3."""
    rng = np.random.default_rng(5)
    theta = rng.normal(size=20_000)
    halves = [facet("x", theta + rng.normal(size=20_000), 1.0) for _ in range(2)]
    found = split_half(*halves, level=0.9)
    assert found.low < 2 / 3 < found.high
    assert found.value == pytest.approx(2 / 3, abs=0.015)


@pytest.mark.parametrize("n", [3, 9])
def test_few_people_have_no_halves(n):
    one = facet("x", np.arange(float(n)), 1.0)
    with pytest.raises(EstimationError, match=f"{n} people have both halves"):
        split_half(one, one, level=0.9)


def sources(seed, n, loadings, *, extra=0.0):
    """Standardised measurements; the last two share more than the skill."""
    rng = np.random.default_rng(seed)
    theta, habit = rng.normal(size=(2, n))
    k = len(loadings)
    z = np.empty((n, k))
    for j, loading in enumerate(loadings):
        own = rng.normal(size=n)
        if extra and j >= k - 2:
            own = extra**0.5 * habit + (1 - extra) ** 0.5 * own
        z[:, j] = loading * theta + (1 - loading**2) ** 0.5 * own + 0.5 * rng.normal(size=n)
    return z, np.full((n, k), 0.25)


@pytest.mark.parametrize("loadings", [(0.7, 0.7), (0.8, 0.7, 0.6), (0.8, 0.7, 0.6, 0.5)])
def test_errors_of_loadings_are_their_spread_over_organisations(loadings):
    names = list("abcd")[: len(loadings)]
    fits = [factor(*sources(seed, 1000, loadings), names) for seed in range(150)]
    spread = np.std([f.loadings for f in fits], axis=0)
    stated = np.mean([np.sqrt(np.diag(f.covariance)) for f in fits], axis=0)
    # The spread of 150 draws is itself known to 6 per cent.
    np.testing.assert_allclose(stated, spread, rtol=0.2)
    assert not any(f.misfit for f in fits)


def test_two_that_share_more_than_the_skill_are_named():
    found = factor(*sources(1, 5000, (0.7, 0.7, 0.7, 0.7, 0.7), extra=0.6), list("abcde"))
    assert "d and e go together more than it allows" in found.misfit


def test_misfit_reaches_the_answer():
    z, s2 = sources(2, 4000, (0.7, 0.7, 0.7, 0.7), extra=0.6)
    scores = skill(
        name="influence",
        facets=[facet(n, z[:, j], s2[:, j] ** 0.5) for j, n in enumerate("abcd")],
    )
    assert "One skill does not explain" in scores.misfit
    assert scores.noise_scale_error > 0
