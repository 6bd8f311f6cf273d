"""Which combinations of released sums touch few people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from vesica.disclosure.elimination import Vanishing, vanishing

__all__ = ["Atoms", "Exposure", "exposures"]

Matrix = NDArray[np.float64]

Atoms = Mapping[tuple[int, ...], int]
"""Numbers of the cells that an atom is in → people in the atom."""

_TINY = 1e-7
_MOST_SUBSETS = 1000
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Cells that together tell too much.

    Parameters
    ----------
    cells : frozenset of int
        Their numbers.
    sure : bool
        True if a combination of just these does; ``False`` if some may, and the search for it
        would be too long.
    """

    cells: frozenset[int]
    sure: bool


def exposures(atoms: Atoms, minimum: int) -> list[Exposure]:
    """Find the combinations of sums that touch at least one and fewer than ``minimum`` people.

    This covers an organisation's total minus its shown units, the difference of two cells, and
    any other sum or contrast. One is named for each part of the sums that has one.
    """
    small = [signature for signature, people in atoms.items() if people < minimum]
    if not small:
        return []
    free = vanishing([s for s in atoms if atoms[s] >= minimum], small)
    weights = np.array([atoms[signature] for signature in small], dtype=np.int64)
    found = []
    for rows, row_numbers, columns in _blocks(free.rows):
        if len(rows) > _MOST_ROWS:
            cells = _involved(free, row_numbers, np.eye(len(rows)))
            found.append(Exposure(cells=cells, sure=False))
            continue
        echelon, how = _reduced(rows)
        listed = [{k: float(x) for k, x in enumerate(row) if x} for row in echelon]
        for part, own_rows, own in _blocks(listed):
            mixed = _few(part, weights[columns][own], minimum)
            if mixed is None:
                continue
            mixed = np.atleast_2d(mixed) if len(mixed) else np.eye(len(part))
            cells = _involved(free, row_numbers, mixed @ how[own_rows])
            found.append(Exposure(cells=cells, sure=len(mixed) == 1))
    return found


def _involved(free: Vanishing, rows: NDArray[np.int64], mixtures: Matrix) -> frozenset[int]:
    """Cells with a coefficient in one of these mixtures of rows."""
    of_cell: dict[int, NDArray[np.float64]] = {}
    for row, coefficients in zip(rows, mixtures.T, strict=True):
        for cell, x in free.cells(int(row)):
            of_cell[cell] = of_cell.get(cell, 0.0) + coefficients * x
    return frozenset(cell for cell, x in of_cell.items() if np.abs(x).max() > _TINY)


def _blocks(
    rows: Collection[Mapping[int, float]],
) -> Iterable[tuple[Matrix, NDArray[np.int64], NDArray[np.int64]]]:
    """Rows that share columns as dense matrices, with their numbers and those of the columns."""
    entries = [(r, c, x) for r, row in enumerate(rows) for c, x in row.items()]
    if not entries:
        return
    r, c, x = (np.array(part) for part in zip(*entries, strict=True))
    n = len(rows) + int(c.max()) + 1
    links = coo_array((np.ones(len(r)), (r, c + len(rows))), shape=(n, n))
    _, label = connected_components(links, directed=False)
    order = np.argsort(label[r], kind="stable")
    starts = np.flatnonzero(np.diff(label[r][order])) + 1
    for mine in np.split(order, starts):
        own_rows, row_at = np.unique(r[mine], return_inverse=True)
        own_columns, column_at = np.unique(c[mine], return_inverse=True)
        dense = np.zeros((len(own_rows), len(own_columns)))
        dense[row_at, column_at] = x[mine]
        yield dense, own_rows, own_columns


def _reduced(R: Matrix) -> tuple[Matrix, Matrix]:
    """Reduced row echelon form without its zero rows, and how its rows are made of the given."""
    width = R.shape[1]
    R = np.hstack([R, np.eye(len(R))])
    row = 0
    for column in range(width):
        if row == len(R):
            break
        pivot = row + int(np.argmax(np.abs(R[row:, column])))
        if abs(R[pivot, column]) < _TINY:
            continue
        R[[row, pivot]] = R[[pivot, row]]
        R[row] /= R[row, column]
        others = np.arange(len(R)) != row
        R[others] -= np.outer(R[others, column], R[row])
        row += 1
    echelon = R[:row, :width]
    return np.where(np.abs(echelon) < _TINY, 0.0, echelon), R[:row, width:]


def _few(rows: Matrix, weights: NDArray[np.int64], minimum: int) -> NDArray[np.float64] | None:
    """How to mix the rows so that they touch few people.

    A combination of smallest support is found by making it vanish on ``rank - 1`` columns.

    Returns
    -------
    ndarray, shape (n_rows,), or None
        ``None`` if there is no such mixture, and an empty array if there are too many to try.
    """
    if _most_known(rows, weights, minimum - 1) < 1 - _TINY:
        return None
    touched = (rows != 0) @ weights
    if touched.min() < minimum:
        return np.eye(len(rows))[int(np.argmin(touched))]
    rank = len(rows)
    if rank == 1:
        return None
    if comb(len(weights), rank - 1) > _MOST_SUBSETS:
        return np.zeros(0)
    for zeroed in combinations(range(len(weights)), rank - 1):
        _, s, Vt = np.linalg.svd(rows[:, zeroed].T)
        if s[-1] > _TINY and weights[np.abs(Vt[-1] @ rows) > _TINY].sum() < minimum:
            return Vt[-1]
    return None


def _most_known(rows: Matrix, weights: NDArray[np.int64], people: int) -> float:
    """Largest sum of leverages over so many people; a combination on them alone makes it 1."""
    _, s, Vt = np.linalg.svd(rows * np.sqrt(weights), full_matrices=False)
    own = (Vt[s > 1e-9 * s[0]] ** 2).sum(axis=0) / weights
    order = np.argsort(-own, kind="stable")
    taken = np.diff(np.minimum(np.cumsum(weights[order]), people), prepend=0)
    return float((own[order] * taken).sum())
