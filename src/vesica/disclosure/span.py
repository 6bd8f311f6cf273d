"""What all released sums together give away about few people, by linear algebra.

A released sum over a cell is a 0/1 row over people. People who are in the same cells have the
same column, so the algebra runs on groups of people in the same cells (atoms): their number is
small, whatever the size of the organisation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, eye_array
from scipy.sparse.linalg import splu

from vesica.disclosure.exposure import Atoms, exposures

__all__ = ["Span", "Telling", "capped", "leverage", "over", "wide"]

Telling = tuple[frozenset[frozenset[str]], bool]
"""Cells that together tell too much; ``False`` if only some of them may."""

_EPSILON = 1e-9
_DENSE = 100
_TINY = 1e-6
_RIDGE = 1e-11


class Span:
    """Sums over cells, looked at again and again with some of the cells left out.

    Parameters
    ----------
    cells : iterable of frozenset of str
        Members of cells of one quantity.
    without : frozenset of str
        People who are taken out of all cells, because their own value is known.
    """

    def __init__(
        self, cells: Iterable[frozenset[str]], *, without: frozenset[str] = frozenset()
    ) -> None:
        self._number = {cell: i for i, cell in enumerate(dict.fromkeys(cells))}
        self._cells = tuple(self._number)
        self._holding: dict[str, list[int]] = {}
        for i, cell in enumerate(self._cells):
            for person in cell - without if without else cell:
                self._holding.setdefault(person, []).append(i)
        self._atoms = Counter(map(tuple, self._holding.values()))

    def atoms(self, cells: Iterable[frozenset[str]]) -> Atoms:
        """People by which of these cells they are in; people in none are left out."""
        chosen = {self._number[cell] for cell in cells}
        counts: Counter[tuple[int, ...]] = Counter()
        for signature, people in self._atoms.items():
            counts[tuple(i for i in signature if i in chosen)] += people
        counts.pop((), None)
        return counts

    def exposures(self, cells: Iterable[frozenset[str]], minimum: int) -> list[Telling]:
        """Cells of each combination that touches fewer people; nothing if there is none."""
        found = exposures(self.atoms(cells), minimum)
        return [(self._named(exposure.cells), exposure.sure) for exposure in found]

    def over(self, cells: Iterable[frozenset[str]], cap: float) -> list[Telling]:
        """Cells that tell of somebody beyond the cap, per such atom; nothing if there is none."""
        return [(self._named(numbers), True) for numbers in over(self.atoms(cells), cap)]

    def _named(self, numbers: Iterable[int]) -> frozenset[frozenset[str]]:
        return frozenset(self._cells[i] for i in numbers)

    def holding(self, people: Iterable[str]) -> tuple[frozenset[str], ...]:
        """Cells that hold somebody of these."""
        found = {i for person in people for i in self._holding.get(person, ())}
        return tuple(self._cells[i] for i in sorted(found))


def wide(cells: Iterable[frozenset[str]], *, minimum: int) -> bool:
    """Whether no combination of the sums over these cells touches fewer people than that."""
    cells = tuple(cells)
    return not exposures(Span(cells).atoms(cells), minimum)


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
    cells = tuple(cells)
    return not over(Span(cells, without=known).atoms(cells), cap)


def over(atoms: Atoms, cap: float) -> list[frozenset[int]]:
    """Numbers of the cells that tell too much of one person, for each atom of which they do."""
    # Leverage is at most 1 / size of the atom, so that only the smallest atoms can exceed it.
    small = [signature for signature, people in atoms.items() if people * cap < 1]
    if not small:
        return []
    cells, found, best = _predicted(atoms, small)
    return [
        frozenset(cells[i] for i in np.flatnonzero(np.abs(best[:, k]) > _TINY))
        for k in np.flatnonzero(found > cap + _EPSILON)
    ]


def leverage(atoms: Atoms, of: Collection[tuple[int, ...]]) -> NDArray[np.float64]:
    """Leverage of one person of some atoms on the span of the sums.

    With ``M`` the matrix of cells by people this is ``diag(Mᵀ (M Mᵀ)⁺ M)``. 1 means that the
    person's own value can be worked out; an attacker who knows ``l`` is left with about
    ``sqrt(1 - l)`` of the former uncertainty.

    Parameters
    ----------
    atoms : mapping of tuple of int to int
        See :meth:`Span.atoms`.
    of : collection of tuple of int
        Atoms whose leverage is wanted.

    Returns
    -------
    ndarray, shape (n_of,)
        Between 0 and 1.

    References
    ----------
    Hoaglin & Welsch (1978), doi:10.1080/00031305.1978.10479237.
    """
    return _predicted(atoms, of)[1]


def _predicted(
    atoms: Atoms, of: Collection[tuple[int, ...]]
) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
    """Cells, leverages, and for each the weights of the cells in the best guess, (cells, of)."""
    cells = sorted({i for signature in atoms for i in signature})
    row = {cell: i for i, cell in enumerate(cells)}
    people = np.sqrt(np.array(list(atoms.values()), dtype=float))
    M = _incidence(tuple(atoms), row) * people
    norms = np.sqrt(np.asarray(M.multiply(M).sum(axis=1)).ravel())
    M = csc_array(M / norms[:, None])
    wanted = (_incidence(tuple(of), row) / norms[:, None]).toarray()
    gram = csc_array(M @ M.T)
    if len(cells) > _DENSE:
        # Cells may depend on each other; the ridge lets the factors exist, and lowers a leverage
        # by about as much as it is of the smallest eigenvalue.
        ridge = _RIDGE * eye_array(len(cells), format="csc")
        best = splu(csc_array(gram + ridge)).solve(wanted)
    else:
        values, vectors = np.linalg.eigh(gram.toarray())
        kept = values > _EPSILON * values[-1]
        best = (vectors[:, kept] / values[kept]) @ (vectors[:, kept].T @ wanted)
    return cells, np.asarray((wanted * best).sum(axis=0)), best


def _incidence(atoms: Collection[tuple[int, ...]], row: Mapping[int, int]) -> csc_array:
    """1 where the atom is in the cell."""
    pairs = [(row[i], k) for k, signature in enumerate(atoms) for i in signature]
    r, c = zip(*pairs, strict=True) if pairs else ((), ())
    shape = (len(row), len(atoms))
    return csc_array(coo_array((np.ones(len(pairs)), (r, c)), shape=shape))
