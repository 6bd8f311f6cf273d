"""PageRank against algebra by hand and an eigenvector; its jackknife; invariance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesica.errors import EstimationError
from vesica.network.structure import DAMPING, page_rank, structure


def contacts(seed, n=12, m=60):
    rng = np.random.default_rng(seed)
    source = rng.integers(0, n, m)
    target = (source + rng.integers(1, n, m)) % n
    return {
        "source": source, "target": target, "block": rng.integers(0, 10, m),
        "weight": rng.integers(1, 5, m).astype(float),
    }  # fmt: skip


def exact(source, target, weight, n):
    """Solve (I - d P' - d dangling/n) r = (1 - d)/n with a dense matrix."""
    W = np.zeros((n, n))
    np.add.at(W, (source, target), weight)
    out = W.sum(axis=1)
    P = np.where(out[:, None] > 0, W / np.where(out > 0, out, 1)[:, None], 1 / n)
    return np.linalg.solve(np.eye(n) - DAMPING * P.T, np.full(n, (1 - DAMPING) / n))


def test_star_by_hand():
    """Three people look at a fourth, who looks at nobody.

    With r for each of the three and c for the fourth: r = .0375 + .2125 c and c = r + 2.55 r.
    """
    r = 0.0375 / (1 - 0.2125 * 3.55)
    found = page_rank(
        source=np.array([0, 1, 2]), target=np.array([3, 3, 3]), weight=np.array([1.0, 5, 2]),
        n_people=4,
    )  # fmt: skip
    np.testing.assert_allclose(found, [r, r, r, 3.55 * r], atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_linear_system(seed):
    c = contacts(seed, m=15)
    found = page_rank(source=c["source"], target=c["target"], weight=c["weight"], n_people=12)
    np.testing.assert_allclose(found, exact(c["source"], c["target"], c["weight"], 12), atol=1e-11)


def test_jackknife_equals_ten_separate_solutions():
    c = contacts(7)
    found = structure(**c, n_people=12, blocks_known=True)
    logs = []
    for b in range(10):
        keep = c["block"] != b
        rank = exact(c["source"][keep], c["target"][keep], c["weight"][keep], 12)
        logs.append(np.log(rank))
    logs = np.array(logs)
    own = 0.9 * np.sum((logs - logs.mean(axis=0)) ** 2, axis=0)
    size = np.floor(np.log2(np.maximum(np.bincount(c["target"], minlength=12), 1)))
    typical = np.array([own[size == s].mean() for s in size])
    np.testing.assert_allclose(found.standard_error**2, (own + typical) / 2, rtol=1e-7)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.booleans(), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(seed, blocks_known, random):
    c = contacts(seed)
    order = np.array(random.sample(range(12), 12))
    rows = np.array(random.sample(range(60), 60))
    a = structure(**c, n_people=12, blocks_known=blocks_known)
    moved = {
        "source": order[c["source"]][rows], "target": order[c["target"]][rows],
        "block": c["block"][rows], "weight": c["weight"][rows],
    }  # fmt: skip
    b = structure(**moved, n_people=12, blocks_known=blocks_known)
    np.testing.assert_allclose(a.value, b.value[order], atol=1e-9)
    np.testing.assert_allclose(a.standard_error, b.standard_error[order], rtol=1e-6)


def test_a_person_without_contacts_changes_nobody():
    c = contacts(3)
    a = structure(**c, n_people=12, blocks_known=True)
    b = structure(**c, n_people=14, blocks_known=True)
    np.testing.assert_array_equal(a.value, b.value[:12])
    assert np.isnan(b.value[12:]).all()
    assert np.isposinf(b.standard_error[12:]).all()
    assert b.evidence[12:].tolist() == [0, 0]


def test_blocks_without_time_are_replaced_by_groups_of_payers():
    c = contacts(4) | {"block": np.zeros(60, dtype=int)}
    known = structure(**c, n_people=12, blocks_known=True)
    unknown = structure(**c, n_people=12, blocks_known=False)
    np.testing.assert_array_equal(known.standard_error, unknown.standard_error)
    assert np.all(unknown.standard_error > 0)


def test_who_is_never_contacted_is_not_certain():
    source = np.array([0, 1, 2, 3, 3, 1, 2, 0, 1, 2])
    target = np.array([1, 2, 1, 1, 2, 0, 0, 2, 0, 1])
    facet = structure(
        source=source, target=target, block=np.arange(10), weight=np.ones(10), n_people=4,
        blocks_known=True,
    )  # fmt: skip
    assert facet.standard_error[3] > 0


def test_two_people_have_no_structure():
    with pytest.raises(EstimationError, match="2 people"):
        structure(
            source=np.array([0, 1]), target=np.array([1, 0]), block=np.array([0, 1]),
            weight=np.ones(2), n_people=5, blocks_known=True,
        )  # fmt: skip
