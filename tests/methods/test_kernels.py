"""Kernels of the network against dense algebra and textbook graphs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from vesica.network.kernels import DAMPING, page_rank


def graph(seed, n=12, m=40):
    rng = np.random.default_rng(seed)
    i = rng.integers(0, n, m)
    j = (i + rng.integers(1, n, m)) % n
    A = csr_array((rng.integers(1, 5, m), (i, j)), shape=(n, n))
    A.sum_duplicates()
    return A


def test_star_by_hand():
    """Three people look at a fourth, who looks at nobody.

    With r for each of the three and c for the fourth: r = .0375 + .2125 c and c = r + 2.55 r.
    """
    r = 0.0375 / (1 - 0.2125 * 3.55)
    A = csr_array((np.array([1.0, 5, 2]), ([3, 3, 3], [0, 1, 2])), shape=(4, 4))
    np.testing.assert_allclose(page_rank(A), [r, r, r, 3.55 * r], atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_page_rank_equals_the_linear_system(seed):
    A = graph(seed, m=15)
    dense, n = A.toarray().astype(float), A.shape[0]
    paid = dense.sum(axis=0)
    P = np.where(paid > 0, dense / np.where(paid > 0, paid, 1), 1 / n)
    rank = np.linalg.solve(np.eye(n) - DAMPING * P, np.full(n, (1 - DAMPING) / n))
    np.testing.assert_allclose(page_rank(A), rank, atol=1e-11)
    np.testing.assert_allclose(page_rank(A, start=rank), rank, atol=1e-11)
