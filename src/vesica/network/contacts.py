"""Pairs of people by how the one spreads attention, and whom everybody could turn to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Contacts", "colleagues", "contacts_of"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Pairs of people, one row each.

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_pairs,)
        Who turns, and to whom.
    share : ndarray of float64, shape (n_pairs,)
        Share of the attention of the one that goes to the other; 1 exactly if nobody else gets
        any.
    """

    source: IntArray
    target: IntArray
    share: FloatArray


def contacts_of(*, source: IntArray, target: IntArray, weight: IntArray, n: int) -> Contacts:
    """Add up the contacts of each pair, and divide by all that the one who turns gives.

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_contacts,)
        Who turns, and to whom; nobody turns to themselves.
    weight : ndarray of int64, shape (n_contacts,)
        Attention, positive; only shares matter.
    n : int
        People.
    """
    place, at = np.unique(source * n + target, return_inverse=True)
    sums = np.zeros(place.size, dtype=np.int64)
    np.add.at(sums, at, weight)
    given = np.zeros(n, dtype=np.int64)
    np.add.at(given, source, weight)
    return Contacts(source=place // n, target=place % n, share=sums / given[place // n])


def colleagues(
    *, group: IntArray, n_groups: int, line_person: IntArray, line_other: IntArray
) -> IntArray:
    """Count whom everybody could turn to in each group: all but themselves and their own line.

    Parameters
    ----------
    group : ndarray of int64, shape (n_people,)
        Group of each person.
    n_groups : int
        Groups.
    line_person, line_other : ndarray of int64, shape (n_rows,)
        Everybody's own line, the person among it, without repetitions.

    Returns
    -------
    ndarray of int64, shape (n_people, n_groups)
    """
    n = group.size
    line = np.bincount(line_person * n_groups + group[line_other], minlength=n * n_groups)
    return np.bincount(group, minlength=n_groups) - line.reshape(n, n_groups)
