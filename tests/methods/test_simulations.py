"""Simulations with known truth; seeds and replicates are declared here and never changed.

One stream per cell, ``default_rng([SEED, cell])``. Coverage is held against the nominal rate by
the exact binomial test at 1 %; a rate above nominal is conservative and does not fail.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from post_arrays import arranged
from scipy import stats

from vesica.core.scores import Facet
from vesica.measure.overlap import overlap
from vesica.measure.pooling import pool
from vesica.measure.reach import reach
from vesica.measure.skill import skill
from vesica.measure.within import within

pytestmark = pytest.mark.slow

SEED = 20261122
REPLICATES = 200
LEVEL = 0.9


def tell(name, **figures):
    """Append the figures to the file named in VESICA_FIGURES, for whoever reports them."""
    target = os.environ.get("VESICA_FIGURES")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": name, **figures}) + "\n")


def too_low(hits, n, level=LEVEL):
    return stats.binomtest(hits, n, level, alternative="less").pvalue < 0.005


def organisation(rng, rho, n, draw):
    """Two skills, two facets each, errors that differ between people; reliability near .6."""
    z1, z2 = draw(rng, n), draw(rng, n)
    theta = np.stack([z1, rho * z1 + (1 - rho**2) ** 0.5 * z2])
    skills = []
    for name, truth in zip(("expertise", "influence"), theta, strict=True):
        error = np.sqrt(rng.gamma(2, 0.35, n) + 0.05)
        value = 3 + 2 * (truth + error * rng.normal(size=n))
        seen = rng.random(n) < 0.9
        facet = Facet(
            name="facet",
            value=np.where(seen, value, np.nan),
            standard_error=np.where(seen, 2 * error, np.inf),
            evidence=seen.astype(np.int64),
            unit="points",
            evidence_unit="records",
        )
        skills.append(skill(name=name, facets=[facet]))
    return theta, skills


@pytest.mark.parametrize(("cell", "rho"), list(enumerate([-0.2, 0.0, 0.2, 0.5])))
def test_overlap_recovers_count_and_correlation(cell, rho):
    """N = 5,000, top tenth of both, 20 units; realised count, lift and correlation."""
    n = 5000
    rng = np.random.default_rng([SEED, cell])
    error, rows = [], {"both": 0, "lift": 0, "correlation": 0}
    truths, naive, units, unit_hits, words, rel = [], [], 0, 0, [], []
    for _ in range(REPLICATES):
        theta, (e, i) = organisation(rng, rho, n, lambda g, m: g.normal(size=m))
        unit = rng.integers(0, 20, n)
        names = [f"unit {u:02d}" for u in range(20)]
        found = overlap(
            expertise=e, influence=i, unit=unit, unit_names=names, bar=0.9, level=LEVEL
        )
        up = theta >= np.quantile(theta, 0.9, axis=1)[:, None]
        both = np.sum(up[0] & up[1])
        lift = both * n / (up[0].sum() * up[1].sum())
        error.append(found.both.value - both)
        truths.append(both)
        cuts = [np.quantile(s.signal, 0.9) for s in (e, i)]
        naive.append(np.sum((e.signal > cuts[0]) & (i.signal > cuts[1])))
        rel.append(e.reliability)
        rows["both"] += found.both.low <= both <= found.both.high
        rows["lift"] += found.lift.low <= lift <= found.lift.high
        rows["correlation"] += found.correlation.low <= rho <= found.correlation.high
        words.append(found.verdict.value)
        share = np.bincount(unit, weights=up[0] & up[1]) / np.bincount(unit)
        units += 20
        unit_hits += sum(
            u.both.low <= s <= u.both.high for u, s in zip(found.by_unit, share, strict=True)
        )
    bias, mc = np.mean(error), np.std(error) / REPLICATES**0.5
    tell(
        "overlap", rho=rho, truth=np.mean(truths), naive=np.mean(naive), bias=bias, mc_se=mc,
        relative=bias / np.mean(truths), coverage={k: v / REPLICATES for k, v in rows.items()},
        unit_coverage=unit_hits / units, reliability=np.mean(rel),
        verdicts={w: words.count(w) for w in sorted(set(words))},
    )  # fmt: skip
    assert abs(bias) <= max(0.05 * np.mean(truths), 2 * mc)
    for hits in rows.values():
        assert not too_low(hits, REPLICATES)


def authors(rng, noise):
    """20,000 authors, log-normal activity, heavy-tailed audiences that skill helped to build."""
    n = 20_000
    theta = rng.normal(0, 0.6, n)
    posts = np.minimum(np.ceil(rng.lognormal(2.2, 1.1, n)), 600).astype(int)
    posts[rng.random(n) < 0.1] = 0
    followers = np.exp(5 + 0.9 * theta / 0.6 + 0.9 * rng.standard_t(3, n))
    person = np.repeat(np.arange(n), posts)
    cell = rng.choice(6, person.size, p=[0.35, 0.2, 0.15, 0.15, 0.1, 0.05])
    audience = followers[person] * np.exp(0.5 * rng.normal(size=person.size))
    x = np.log1p(audience)
    effect = np.array([0.0, 0.4, -0.3, 0.8, 0.2, -0.5])
    y = 1 + theta[person] + 0.6 * x + effect[cell] + 1.1 * noise(rng, person.size)
    return theta, followers, person, cell, x, y


@pytest.mark.parametrize(
    ("cell", "name", "noise"),
    [
        (10, "normal", lambda g, m: g.normal(size=m)),
        (11, "t5", lambda g, m: g.standard_t(5, m) / (5 / 3) ** 0.5),
    ],
    ids=["normal", "t5"],
)
def test_reach_is_recovered(cell, name, noise):
    """Coverage of people's own reach after pooling, and rank agreement with the truth."""
    rng = np.random.default_rng([SEED, cell])
    theta, followers, person, kind, x, y = authors(rng, noise)
    n = theta.size
    clocks = [rng.integers(0, 24, person.size), rng.integers(0, 52, person.size)]
    first = np.searchsorted(person, np.arange(n))
    practice = np.log1p(np.arange(person.size) - first[person])
    sums = arranged(
        person=person, cell=kind, clocks=clocks, y=y, v=np.stack([x, practice], axis=1),
        n_people=n, part=np.arange(n) % 20,
    )  # fmt: skip
    fit = within(sums)
    facet = reach(fit=fit, sums=sums)
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    scores = skill(name="expertise", facets=[facet])
    seen = np.isfinite(facet.standard_error)
    truth = theta - theta[seen].mean()
    z = stats.norm.ppf(0.5 + LEVEL / 2)
    inside = np.abs(pooled.value - pooled.mean - truth)[seen] <= z * pooled.standard_error[seen]
    count = np.bincount(person, minlength=n)
    raw = np.bincount(person, weights=y, minlength=n)[seen] / count[seen]

    def spearman(a):
        return float(stats.spearmanr(a, theta[seen])[0])

    figures = {
        "slope": fit.slopes[0], "slope_error": fit.slope_errors[0], "variance": fit.variance,
        "between": pooled.variance, "coverage": float(inside.mean()),
        "spearman": spearman(pooled.value[seen]), "spearman_raw_mean": spearman(raw),
        "spearman_followers": spearman(followers[seen]), "posts": int(person.size),
        "people": int(seen.sum()), "reliability": scores.reliability,
        "spearman_unpooled": spearman(facet.value[seen]),
    }  # fmt: skip
    tell("reach " + name, **figures)
    assert abs(fit.slopes[0] - 0.6) < 3 * fit.slope_errors[0]
    assert abs(fit.slopes[1]) < 3 * fit.slope_errors[1]
    assert pooled.variance == pytest.approx(0.36, rel=0.05)
    assert not too_low(int(inside.sum()), inside.size)
    assert figures["spearman"] > figures["spearman_raw_mean"] + 0.05
    assert figures["spearman"] > figures["spearman_followers"] + 0.05
