"""Prices of places that prove a matching optimal: the dual of the flow, in whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["certificate", "prices"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def prices(
    *,
    left: Ints,
    right: Ints,
    weight: Ints,
    chosen: Bools,
    left_capacity: Ints,
    right_capacity: Ints,
) -> tuple[Ints, Ints]:
    """Price of one more place at every node with places, from the arcs of an optimal matching.

    The smallest prices on the right: ``v_j`` falls out of shortest paths in the residual graph,
    found by relaxing only from nodes whose price moved. In whole numbers, so nothing is rounded.

    References
    ----------
    Ahuja, Magnanti & Orlin (1993), Network Flows, sections 9.3 and 12.4.
    """
    order = np.argsort(left, kind="stable")
    l_free, r_free, w_free = (a[order][~chosen[order]] for a in (left, right, weight))
    start = np.searchsorted(l_free, np.arange(left_capacity.size + 1))
    l_made, r_made, w_made = left[chosen], right[chosen], weight[chosen]
    by_right = np.argsort(r_made, kind="stable")
    l_made, r_made, w_made = l_made[by_right], r_made[by_right], w_made[by_right]
    made_start = np.searchsorted(r_made, np.arange(right_capacity.size + 1))
    # u = price on the left, q = minus the price on the right; both only ever fall.
    full = np.bincount(l_made, minlength=left_capacity.size) >= left_capacity
    u = np.where(full, np.iinfo(np.int64).max // 4, 0)
    np.minimum.at(u, l_made, np.where(full[l_made], w_made, 0))
    q = np.zeros(right_capacity.size, dtype=np.int64)
    moved = np.flatnonzero(u < np.iinfo(np.int64).max // 4)
    while moved.size:
        arcs = _ranges(start, moved)
        before = q.copy()
        np.minimum.at(q, r_free[arcs], u[l_free[arcs]] - w_free[arcs])
        arcs = _ranges(made_start, np.flatnonzero(q < before))
        earlier = u.copy()
        np.minimum.at(u, l_made[arcs], w_made[arcs] + q[r_made[arcs]])
        moved = np.flatnonzero(u < earlier)
    return np.where(left_capacity > 0, u, 0), -q


def certificate(
    *,
    left: Ints,
    right: Ints,
    weight: Ints,
    left_capacity: Ints,
    right_capacity: Ints,
    u: Ints,
    v: Ints,
) -> int:
    """Bound that any non-negative prices give: no matching weighs more than this."""
    rest = np.maximum(weight - u[left] - v[right], 0)
    total = (np.maximum(u, 0) * left_capacity).sum() + (np.maximum(v, 0) * right_capacity).sum()
    return int(total + rest.sum())


def _ranges(start: Ints, nodes: Ints) -> Ints:
    first, count = start[nodes], start[nodes + 1] - start[nodes]
    if not count.sum():
        return np.zeros(0, dtype=np.int64)
    offset = np.repeat(np.cumsum(count) - count, count)
    return np.arange(count.sum()) - offset + np.repeat(first, count)
