"""Who pays attention to whom, as sparse matrices by block of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

__all__ = ["GROUPS", "Attention", "attention", "blocks_of_payers"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

GROUPS = 10
"""Groups of payers that are left out one after another where time is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Attention received (rows) from payers (columns), whole and by block.

    Weights are integers, so that a block taken away leaves exactly what the others hold.

    Parameters
    ----------
    whole : csr_array of int64, shape (n, n)
        Over all blocks.
    blocks : tuple of csr_array of int64
        One per block that holds anything, in order; they add up to ``whole``.
    """

    whole: csr_array
    blocks: tuple[csr_array, ...]

    @property
    def n(self) -> int:
        """People."""
        return int(self.whole.shape[0])

    def without(self, block: int) -> csr_array:
        """Attention of all blocks but one: one pass over the entries, no rebuilding."""
        rest = csr_array(self.whole - self.blocks[block])
        rest.eliminate_zeros()
        return rest


def attention(
    *, source: IntArray, target: IntArray, block: IntArray, weight: IntArray, n: int
) -> Attention:
    """Build the matrices; contacts of the same pair and block add up.

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_contacts,)
        Payer and receiver.
    block : ndarray of int64, shape (n_contacts,)
        Label of the block.
    weight : ndarray of int64, shape (n_contacts,)
        Positive; in millionths or any other unit, since only shares matter.
    n : int
        People.
    """
    small = np.int32 if n < 2**31 - 1 else np.int64
    parts = []
    for label in np.unique(block):
        own = np.flatnonzero(block == label)
        place = (target[own].astype(small), source[own].astype(small))
        part = csr_array((weight[own], place), shape=(n, n))
        part.sum_duplicates()
        parts.append(part)
    whole = csr_array((n, n), dtype=np.int64)
    for part in parts:
        whole = csr_array(whole + part)
    return Attention(whole=whole, blocks=tuple(parts))


def blocks_of_payers(source: IntArray, target: IntArray, weight: IntArray, n: int) -> IntArray:
    """Deal payers to groups in the order of what they pay and receive, never of their names.

    Ties in all of these are broken by the attention that those they turn to receive.

    Returns
    -------
    ndarray of int64, shape (n_contacts,)
        Group of the payer of each contact.
    """
    paid = np.bincount(source, weights=weight, minlength=n)
    received = np.bincount(target, weights=weight, minlength=n)
    onward = np.bincount(source, weights=weight * received[target], minlength=n)
    inward = np.bincount(target, weights=weight * paid[source], minlength=n)
    payers = np.flatnonzero(np.bincount(source, minlength=n))
    order = payers[np.lexsort(tuple(k[payers] for k in (inward, onward, received, paid)))]
    group = np.zeros(n, dtype=np.int64)
    group[order] = np.arange(order.size) % min(GROUPS, order.size)
    return group[source]
