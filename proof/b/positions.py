"""Other positions in the graph of attention, to compare structure with.

``A[i, j]`` is the attention that ``i`` receives from ``j``; ``m`` is the number of pairs in
contact, and one product of the matrix with a vector ("mat-vec") costs ``2 m`` operations.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from vesica.network.structure import Kernel

__all__ = ["constraint", "core", "diffusion", "positions", "spread_rate"]

FloatArray = NDArray[np.float64]

STEPS = 3
"""About the number of people between any two in an organisation."""
_CHUNK = 4096


def positions(leader: NDArray[np.bool_]) -> Mapping[str, Kernel]:
    """Kernels by name, as :func:`vesica.network.structure.kernel_facet` takes them.

    Parameters
    ----------
    leader : ndarray of bool, shape (n,)
        Senior leaders among the people in contact, for diffusion towards them. Contacts count
        there by the logarithm of their number, since the tenth message of a pair passes on less
        that is new than the first.
    """
    seeds = leader.astype(np.float64)
    rates: list[float] = []

    def toward(A: csr_array, _whole: FloatArray | None) -> FloatArray:
        P = csr_array((np.log1p(A.data / 1e6), A.indices, A.indptr), shape=A.shape)
        if not rates:
            rates.append(spread_rate(P))
        found = diffusion(P, seeds, rate=rates[0], steps=STEPS)
        mean = float(np.mean(found))
        return np.log(np.where(found > 0, found / mean if mean else 1.0, np.nan))

    return {
        "Burt's constraint, sign reversed": lambda A, _whole: -np.log(constraint(A)),
        "k-core": lambda A, _whole: np.log1p(core(A).astype(np.float64)),
        "diffusion towards leaders": toward,
    }


def spread_rate(P: csr_array) -> float:
    """Return the inverse of the largest singular value of a graph: at most 100 mat-vecs.

    Where ties go both ways it is the inverse of the largest eigenvalue. Where they do not, the
    eigenvalue can be 0 for a graph in which things spread; the singular value cannot.

    Parameters
    ----------
    P : csr_array, shape (n, n)
        Not negative.
    """
    x = np.ones(P.shape[0])
    back = csr_array(P.T)
    largest = 0.0
    for _ in range(50):
        x = back @ (P @ x)
        norm = float(np.linalg.norm(x))
        if norm == 0.0:
            return 0.0
        settled = abs(norm - largest) < 1e-9 * norm
        largest, x = norm, x / norm
        if settled:
            break
    return largest**-0.5


def diffusion(P: csr_array, seeds: FloatArray, *, rate: float, steps: int) -> FloatArray:
    """Diffusion centrality towards seeds: ``sum over t of (rate P)^t seeds``.

    How much of what a person says reaches the seeds within so many steps of attention, if
    attention passes things on at the given rate. Costs ``steps`` mat-vecs.

    Parameters
    ----------
    P : csr_array, shape (n, n)
        Attention received (row) from payer (column).
    seeds : ndarray of float64, shape (n,)
        For example 1 for senior leaders.
    rate : float
        :func:`spread_rate` makes no step count more than another.
    steps : int
        About the number of steps between two people.

    References
    ----------
    Banerjee, Chandrasekhar, Duflo & Jackson (2013), doi:10.1126/science.1236498, supplement.
    """
    wave, total = seeds.astype(np.float64), np.zeros(P.shape[0])
    for _ in range(steps):
        wave = rate * (P @ wave)
        total += wave
    return total


def constraint(A: csr_array) -> FloatArray:
    """Burt's constraint: how much a person's contacts are one another's contacts.

    ``c_i = sum over contacts j of (p_ij + sum_q p_iq p_qj)²`` with ``p`` the share of ``j`` in
    all contact of ``i``, in either direction. Small for who connects people that are otherwise
    apart. Costs one product of the matrix with itself, in pieces of rows and only looked at
    where there is contact: on average as many mat-vecs as a person has contacts of contacts,
    divided by contacts.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN without contacts.

    References
    ----------
    Burt (1992), Structural Holes, chapter 2.
    """
    both = csr_array(A + A.T).astype(np.float64)
    both.setdiag(0)
    both.eliminate_zeros()
    total = np.asarray(both.sum(axis=1))
    inverse = np.divide(1.0, total, out=np.zeros(total.shape), where=total > 0)
    P = csr_array(diags_array(inverse) @ both)
    out = np.full(total.shape, np.nan)
    for start in range(0, P.shape[0], _CHUNK):
        rows = P[start : start + _CHUNK]
        direct = rows.copy()
        direct.data = np.ones(direct.nnz)
        through = csr_array((rows @ P).multiply(direct))
        square = csr_array(rows + through)
        square.data **= 2
        out[start : start + _CHUNK] = np.asarray(square.sum(axis=1))
    out[total == 0] = np.nan
    return out


def core(A: csr_array) -> NDArray[np.int64]:
    """K-core: the largest ``k`` such that a person is in a group all of whom have ``k`` contacts.

    Contacts in either direction. Peels everybody below ``k`` at once; every pair is looked at
    twice in all, which is the cost of about one mat-vec, and one pass over the people per round.

    References
    ----------
    Seidman (1983), doi:10.1016/0378-8733(83)90028-X.
    """
    both = csr_array(A + A.T)
    both.setdiag(0)
    both.eliminate_zeros()
    degree = np.diff(both.indptr).astype(np.int64)
    out = np.zeros(degree.size, dtype=np.int64)
    left = np.ones(degree.size, dtype=bool)
    k = 0
    while np.any(left):
        k = max(k, int(np.min(degree[left])))
        peel = np.flatnonzero(left & (degree <= k))
        while peel.size:
            out[peel] = k
            left[peel] = False
            touched = both[peel].indices
            degree -= np.bincount(touched, minlength=degree.size)
            near = np.unique(touched)
            peel = near[left[near] & (degree[near] <= k)]
    return out
