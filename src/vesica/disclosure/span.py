"""What all released sums together give away about few people, by linear algebra.

A released sum over a cell is a 0/1 row over people. People who are in the same cells have the
same column, so the algebra runs on groups of people with one membership signature (atoms): the
matrix ``A`` of cells by atoms is small, whatever the size of the organisation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = ["atoms", "capped", "exposes_few", "leverage", "wide"]

Matrix = NDArray[np.float64]

_EPSILON = 1e-9
_MOST_SUBSETS = 1000


def wide(cells: Iterable[frozenset[str]], *, minimum: int) -> bool:
    """Whether no combination of the sums over these cells touches fewer people than that.

    Parameters
    ----------
    cells : iterable of frozenset of str
        Members of cells of one quantity.
    minimum : int
        Smallest group [people].
    """
    return not exposes_few(*atoms(dict.fromkeys(cells)), minimum)


def capped(
    cells: Iterable[frozenset[str]], *, cap: float, known: frozenset[str] = frozenset()
) -> bool:
    """Whether nobody's leverage on the sums over these cells exceeds the cap.

    Parameters
    ----------
    cells : iterable of frozenset of str
        Members of every released cell of one quantity.
    cap : float
        Largest leverage [1].
    known : frozenset of str
        People whose own row is known besides; the leverage is that of the others.
    """
    A, sizes = atoms(dict.fromkeys(cells), without=known)
    if not sizes.size or 1 / sizes.min() <= cap:  # leverage is at most 1 / size of the atom
        return True
    return bool(leverage(A, sizes).max() <= cap + _EPSILON)


def atoms(
    cells: Iterable[frozenset[str]], *, without: frozenset[str] = frozenset()
) -> tuple[Matrix, NDArray[np.int64]]:
    """Group people by the cells they are in.

    Returns
    -------
    A : ndarray, shape (n_cells, n_atoms)
        1 where the atom is in the cell.
    sizes : ndarray of int64, shape (n_atoms,)
        People per atom.
    """
    cells = tuple(cells)
    signature: dict[str, int] = {}
    for i, cell in enumerate(cells):
        for person in cell - without:
            signature[person] = signature.get(person, 0) | 1 << i
    counts = Counter(signature.values())
    masks = sorted(counts)
    A = np.array([[mask >> i & 1 for mask in masks] for i in range(len(cells))], dtype=float)
    return A.reshape(len(cells), len(masks)), np.array([counts[m] for m in masks], dtype=np.int64)


def leverage(A: Matrix, sizes: NDArray[np.int64]) -> Matrix:
    """Leverage of one person of each atom on the span of the rows.

    With ``M`` the matrix of cells by people this is ``diag(Mᵀ (M Mᵀ)⁺ M)``. 1 means that the
    person's own value can be worked out; an attacker who knows ``l`` is left with about
    ``sqrt(1 - l)`` of the former uncertainty.

    Parameters
    ----------
    A : ndarray, shape (n_cells, n_atoms)
        See :func:`atoms`.
    sizes : ndarray of int64, shape (n_atoms,)
        People per atom.

    Returns
    -------
    ndarray, shape (n_atoms,)
        Between 0 and 1.

    References
    ----------
    Hoaglin & Welsch (1978), doi:10.1080/00031305.1978.10479237.
    """
    if not A.size:
        return np.zeros(len(sizes))
    M = A * np.sqrt(sizes)
    M /= np.linalg.norm(M, axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(M @ M.T)
    kept = values > _EPSILON * values[-1]
    return ((vectors[:, kept].T @ M) ** 2 / values[kept, None]).sum(axis=0) / sizes


def exposes_few(A: Matrix, sizes: NDArray[np.int64], minimum: int) -> bool:
    """Whether some combination of the rows touches at least one and fewer than ``minimum`` people.

    This covers an organisation's total minus its shown units, the difference of two cells, and
    any other sum or contrast. Where the search would be too long the answer is ``True``.
    """
    small = sizes < minimum
    rows = _confined_to(A, small)
    weights = sizes[small]
    if not len(rows) or _most_known(rows, weights, minimum - 1) < 1 - _EPSILON:
        return False
    count, label = _blocks(rows)
    blocks = (rows[label[: len(rows)] == block] for block in range(count))
    return any(len(block) and _touches_few(block, weights, minimum) for block in blocks)


def _confined_to(A: Matrix, small: NDArray[np.bool_]) -> Matrix:
    """Reduced basis of the combinations of rows that vanish on all other atoms."""
    if not small.any() or not len(A):
        return np.zeros((0, int(small.sum())))
    large = A[:, ~small]
    values, vectors = np.linalg.eigh(large @ large.T)
    null = vectors[:, values <= _EPSILON * max(values[-1], 1.0)]
    return _reduced(null.T @ A[:, small])


def _reduced(R: Matrix) -> Matrix:
    """Reduced row echelon form without its zero rows."""
    R = R.copy()
    row = 0
    for column in range(R.shape[1]):
        if row == len(R):
            break
        pivot = row + int(np.argmax(np.abs(R[row:, column])))
        if abs(R[pivot, column]) < 1e-7:
            continue
        R[[row, pivot]] = R[[pivot, row]]
        R[row] /= R[row, column]
        others = np.arange(len(R)) != row
        R[others] -= np.outer(R[others, column], R[row])
        row += 1
    R[np.abs(R) < 1e-7] = 0.0
    return R[:row]


def _most_known(rows: Matrix, weights: NDArray[np.int64], people: int) -> float:
    """Largest sum of leverages over so many people; a combination on them alone makes it 1."""
    order = np.argsort(-(own := leverage(rows, weights)), kind="stable")
    taken = np.diff(np.minimum(np.cumsum(weights[order]), people), prepend=0)
    return float((own[order] * taken).sum())


def _blocks(rows: Matrix) -> tuple[int, NDArray[np.int32]]:
    """Components of rows and columns that share non-zero entries; rows come first."""
    r, c = np.nonzero(rows)
    n = sum(rows.shape)
    links = coo_array((np.ones(len(r)), (r, c + len(rows))), shape=(n, n))
    return connected_components(links, directed=False)


def _touches_few(rows: Matrix, weights: NDArray[np.int64], minimum: int) -> bool:
    """Whether a combination of these rows touches few people; ``True`` if there are too many.

    A combination of smallest support is found by making it vanish on ``rank - 1`` columns.
    """
    used = rows.any(axis=0)
    rows, weights = rows[:, used], weights[used]
    if ((rows != 0) @ weights).min() < minimum:
        return True
    rank = len(rows)
    if rank == 1:
        return False
    if comb(len(weights), rank - 1) > _MOST_SUBSETS:
        return True
    for zeroed in combinations(range(len(weights)), rank - 1):
        _, s, Vt = np.linalg.svd(rows[:, zeroed].T)
        if s[-1] > 1e-7 and weights[np.abs(Vt[-1] @ rows) > 1e-7].sum() < minimum:
            return True
    return False
