"""Which combinations of sums vanish on all large groups of people, by exact elimination."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Vanishing", "vanishing"]

Combination = dict[int, Fraction | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanishing:
    """Combinations of cells that are 0 on every large atom.

    Parameters
    ----------
    rows : tuple of mapping of int to float
        One per coefficient that stays free: position of a small atom → coefficient there. They
        need not be independent; those that vanish on the small atoms as well are left out.
    free : tuple of int
        Which coefficient is free in each row.
    of : mapping of int to mapping
        Cell → its coefficient, in terms of the free ones.
    users : mapping of int to set of int
        Free coefficient → cells that depend on it.
    """

    rows: tuple[Mapping[int, float], ...]
    free: tuple[int, ...]
    of: Mapping[int, Combination]
    users: Mapping[int, set[int]]

    def cells(self, row: int) -> Iterator[tuple[int, float]]:
        """Cells of a row's combination, with their coefficients."""
        free = self.free[row]
        return ((cell, float(self.of[cell][free])) for cell in sorted(self.users[free]))


def vanishing(large: Sequence[tuple[int, ...]], small: Sequence[tuple[int, ...]]) -> Vanishing:
    """Find the combinations of cells that are 0 on every large atom, as seen on the small ones.

    Every cell starts with a free coefficient. A large atom asks that the coefficients of the
    cells it is in add up to 0, which ties one of them to the others; the one that fewest cells
    depend on is tied, so that the expressions stay short.

    Parameters
    ----------
    large, small : sequence of tuple of int
        Atoms, by the numbers of the cells they are in.
    """
    of: dict[int, Combination] = {i: {i: 1} for atom in (*large, *small) for i in atom}
    users: dict[int, set[int]] = {i: {i} for i in of}
    for atom in sorted(large, key=len):
        _tie(_total(atom, of), of, users)
    rows: dict[int, dict[int, float]] = {}
    for position, atom in enumerate(small):
        for free, coefficient in _total(atom, of).items():
            rows.setdefault(free, {})[position] = float(coefficient)
    return Vanishing(rows=tuple(rows.values()), free=tuple(rows), of=of, users=users)


def _total(atom: Iterable[int], of: Mapping[int, Combination]) -> Combination:
    """Coefficient of a person of this atom, in terms of those that are still free."""
    total: Combination = {}
    for cell in atom:
        _add(total, of[cell], 1)
    return total


def _add(total: Combination, other: Combination, times: Fraction | int) -> None:
    for free, coefficient in other.items():
        left = total.get(free, 0) + times * coefficient
        if left:
            total[free] = left
        else:
            total.pop(free, None)


def _tie(total: Combination, of: Mapping[int, Combination], users: dict[int, set[int]]) -> None:
    """Make a combination 0 by expressing one free coefficient through the others."""
    if not total:
        return
    tied = min(total, key=lambda free: (len(users[free]), free))
    through = {free: _ratio(-x, total[tied]) for free, x in total.items() if free != tied}
    for cell in users.pop(tied):
        times = of[cell].pop(tied)
        before = set(of[cell])
        _add(of[cell], through, times)
        for free in before - of[cell].keys():
            users[free].discard(cell)
        for free in of[cell].keys() - before:
            users[free].add(cell)


def _ratio(x: Fraction | int, y: Fraction | int) -> Fraction | int:
    """Exact quotient; nearly always it is 1 or -1, and whole numbers are fast."""
    if y in (1, -1):
        return x * y
    quotient = Fraction(x, y) if isinstance(x, int) and isinstance(y, int) else Fraction(x) / y
    return int(quotient) if quotient.denominator == 1 else quotient
