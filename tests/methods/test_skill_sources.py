"""Facets of one source count as one measurement of the skill."""

from dataclasses import replace

import numpy as np
import pytest

from vesica.core.scores import Facet
from vesica.measure.skill import skill

N = 20_000


def _facet(name, value, source=""):
    return Facet(
        name=name,
        value=value,
        standard_error=np.full(N, 0.3),
        evidence=np.ones(N, dtype=np.int64),
        unit="1",
        evidence_unit="records",
        source=source,
    )


@pytest.fixture(scope="module")
def people():
    """A skill, one facet of its own, and two facets that share a habit beside the skill."""
    rng = np.random.default_rng(3)
    theta, habit = rng.normal(size=(2, N))
    own = theta + rng.normal(size=N) * 0.5
    twins = [0.6 * theta + habit + rng.normal(size=N) * 0.2 for _ in range(2)]
    return theta, [x + rng.normal(size=N) * 0.3 for x in (own, *twins)]


def test_what_one_source_shares_is_not_taken_for_the_skill(people):
    theta, (own, one, two) = people
    apart = [_facet("own", own), _facet("one", one), _facet("two", two)]
    together = [
        _facet("own", own),
        *(_facet(n, x, "log") for n, x in (("one", one), ("two", two))),
    ]
    naive, scores = skill(name="s", facets=apart), skill(name="s", facets=together)
    validity = [np.corrcoef(s.mean, theta)[0, 1] for s in (naive, scores)]
    assert validity[1] > validity[0] + 0.1
    assert naive.reliability > validity[0] ** 2 + 0.3
    assert scores.reliability == pytest.approx(validity[1] ** 2, abs=0.1)


def test_weights_are_shared_within_a_source(people):
    _, (own, one, two) = people
    scores = skill(
        name="s", facets=[_facet("own", own), _facet("a", one, "x"), _facet("b", two, "x")]
    )
    np.testing.assert_allclose(scores.weights.sum(axis=1), 1.0)
    np.testing.assert_allclose(scores.weights[:, 1], scores.weights[:, 2], rtol=0.02)
    assert scores.loadings[1] == scores.loadings[2]


def test_a_person_with_half_of_a_source_still_counts(people):
    _, (own, one, two) = people
    half = Facet(
        name="b",
        value=np.where(np.arange(N) % 2, two, np.nan),
        standard_error=np.where(np.arange(N) % 2, 0.3, np.inf),
        evidence=(np.arange(N) % 2).astype(np.int64),
        unit="1",
        evidence_unit="records",
        source="x",
    )
    scores = skill(name="s", facets=[_facet("own", own), _facet("a", one, "x"), half])
    assert scores.weights[0, 2] == 0.0
    assert scores.weights[0, 1] > 0.0
    np.testing.assert_allclose(scores.weights.sum(axis=1), 1.0)


def test_what_goes_with_no_other_source_does_not_count(people):
    theta, (own, one, _) = people
    noise = np.random.default_rng(4).normal(size=N) * 2
    scores = skill(
        name="s", facets=[_facet("own", own), _facet("a", one, "x"), _facet("b", -noise, "x")]
    )
    beside = skill(name="s", facets=[_facet("own", own), _facet("a", one, "x")])
    assert np.all(scores.weights[:, 2] < 0.05)
    assert scores.reliability == pytest.approx(beside.reliability, abs=0.01)
    assert (
        abs(np.corrcoef(scores.mean, theta)[0, 1] - np.corrcoef(beside.mean, theta)[0, 1]) < 0.01
    )


def test_a_facet_that_goes_against_the_others_is_named(people):
    _, (own, one, two) = people
    scores = skill(
        name="s", facets=[_facet("own", own), _facet("a", one, "x"), _facet("b", -two, "x")]
    )
    assert np.all(scores.weights[:, 2] == 0.0)
    assert "B goes with none of the evidence from other sources" in scores.note


def test_a_noisy_facet_does_not_make_its_source_look_precise():
    """Reliability claimed is reliability had, however much noise one facet of a source brings."""
    rng = np.random.default_rng(5)
    theta, habit = rng.normal(size=(2, N))
    own = theta + rng.normal(size=N) * 0.6
    posting = [0.7 * theta + 0.7 * habit, 0.4 * theta + 0.3 * rng.normal(size=N)]
    error = np.array([0.3, 0.9])
    facets = [_facet("own", own + rng.normal(size=N) * 0.3)]
    for name, value, e in zip("ab", posting, error, strict=True):
        facet = _facet(name, value + rng.normal(size=N) * e, "x")
        facets.append(replace(facet, standard_error=np.full(N, e)))
    scores = skill(name="s", facets=facets)
    held = np.mean(np.abs(theta - scores.mean) < 1.645 * scores.standard_error)
    assert held == pytest.approx(0.9, abs=0.02)
