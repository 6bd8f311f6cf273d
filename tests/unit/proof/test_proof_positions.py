"""Positions that the score is compared with, against dense algebra and textbook graphs."""

from __future__ import annotations

import numpy as np
import pytest
from proof.b.positions import constraint, core, diffusion, positions, spread_rate
from scipy.sparse import csr_array

from vesica.network.structure import kernel_facet


def graph(seed, n=12, m=40):
    rng = np.random.default_rng(seed)
    i = rng.integers(0, n, m)
    j = (i + rng.integers(1, n, m)) % n
    A = csr_array((rng.integers(1, 5, m), (i, j)), shape=(n, n))
    A.sum_duplicates()
    return A


def edges(n, pairs):
    i, j = np.array(pairs).T
    return csr_array((np.ones(len(pairs)), (i, j)), shape=(n, n))


@pytest.mark.parametrize("seed", range(3))
def test_rate_is_the_inverse_of_the_largest_singular_value(seed):
    A = graph(seed, m=80).astype(float)
    largest = np.linalg.svd(A.toarray(), compute_uv=False)[0]
    assert spread_rate(A) == pytest.approx(1 / largest, rel=1e-4)
    both = csr_array(A + A.T)
    assert spread_rate(both) == pytest.approx(
        1 / np.max(np.linalg.eigvalsh(both.toarray())), rel=1e-4
    )


@pytest.mark.parametrize("pairs", [[(0, 1), (1, 0)], [(0, 1), (1, 2), (2, 0)]])
def test_rate_of_a_ring_is_one(pairs):
    assert spread_rate(edges(3, pairs)) == pytest.approx(1)


def test_a_graph_without_ties_has_no_rate():
    assert spread_rate(csr_array((3, 3))) == 0.0


def test_diffusion_equals_the_sum_of_powers():
    A = graph(1).astype(float)
    seeds = np.zeros(12)
    seeds[[2, 5]] = 1
    D = 0.1 * A.toarray()
    powers = D + D @ D + D @ D @ D
    found = diffusion(A, seeds, rate=0.1, steps=3)
    np.testing.assert_allclose(found, powers @ seeds, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_constraint_equals_burts_formula(seed):
    A = graph(seed)
    W = A.toarray().astype(float)
    W = W + W.T
    np.fill_diagonal(W, 0)
    P = W / np.maximum(W.sum(axis=1, keepdims=True), 1e-300)
    expected = np.array(
        [sum((P[i, j] + P[i] @ P[:, j]) ** 2 for j in np.flatnonzero(W[i])) for i in range(12)]
    )
    np.testing.assert_allclose(constraint(A), expected, rtol=1e-12)


def test_constraint_of_textbook_graphs():
    """The centre of a star with four tips has 4 (1/4)², a tip 1; in a triangle (3/4)² twice."""
    star = constraint(edges(5, [(0, 1), (0, 2), (0, 3), (0, 4)]))
    np.testing.assert_allclose(star, [0.25, 1, 1, 1, 1])
    triangle = constraint(edges(4, [(0, 1), (1, 2), (2, 0)]))
    np.testing.assert_allclose(triangle[:3], 2 * 0.75**2)
    assert np.isnan(triangle[3])


def test_core_by_hand():
    """A square with both diagonals is a 3-core; a tail of two hangs on it; one is alone."""
    pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (1, 3), (3, 4), (4, 5)]
    np.testing.assert_array_equal(core(edges(7, pairs)), [3, 3, 3, 3, 1, 1, 0])


@pytest.mark.parametrize("seed", range(4))
def test_core_equals_peeling_one_by_one(seed):
    A = graph(seed, n=20, m=70)
    W = (A + A.T).toarray() > 0
    left, expected, k = set(range(20)), np.zeros(20, dtype=int), 0
    while left:
        degree = {i: int(sum(W[i, j] for j in left if j != i)) for i in left}
        weakest = min(left, key=lambda i: (degree[i], i))
        k = max(k, degree[weakest])
        expected[weakest] = k
        left.remove(weakest)
    np.testing.assert_array_equal(core(A), expected)


def test_who_reaches_no_leader_has_no_evidence_of_it():
    """1 is turned to by the leader 0, 2 by 1, and 3 only by 4, whom nobody turns to."""
    leader = np.array([True, False, False, False, False])
    facet = kernel_facet(
        positions(leader)["diffusion towards leaders"], name="toward", unit="1",
        source=np.array([0, 1, 4, 0]), target=np.array([1, 2, 3, 1]), block=np.arange(4),
        weight=np.full(4, 1_000_000), n_people=5, blocks_known=True,
    )  # fmt: skip
    assert facet.value[1] > facet.value[2]
    assert np.isnan(facet.value[[0, 3, 4]]).all()
