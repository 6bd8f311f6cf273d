"""The best matching with its prices, solved over few arcs and proven over all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.plan.solvers.flow import match
from vesica.plan.solvers.prices import prices

__all__ = ["best_matching"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_FIRST = 10
"""Arcs of each node that are looked at first, the heaviest."""

_NEAR = 3.0
"""How far below its prices an arc may lie to join in, in means of what was missed above them."""


def best_matching(
    *, left: Ints, right: Ints, weight: Ints, left_capacity: Ints, right_capacity: Ints
) -> tuple[Bools, Ints, Ints]:
    """Arcs of a matching with the largest total weight, and prices of places that prove it.

    Solved over the heaviest arcs of each node first. Arcs that the prices then show to be worth
    more than their two places join in, with those near to it, until there are none: the prices
    hold for all arcs, so the matching is the best over all.

    Parameters
    ----------
    left, right, weight : ndarray of int64, shape (n_arcs,)
        Ends of each arc, and its weight, positive and below 2**32; in an order of values.
    left_capacity, right_capacity : ndarray of int64, shape (n_left,) and (n_right,)
        Most arcs at each node. A node without a place has a price: what one place would be
        worth.

    Returns
    -------
    tuple of ndarray
        Which arcs are made, shape (n_arcs,); prices of the left and of the right nodes.

    References
    ----------
    Ahuja, Magnanti & Orlin (1993), Network Flows, section 9.3 (prices that prove a flow) and
    section 17.5 (columns that join in by their prices).
    """
    places = {"left_capacity": left_capacity, "right_capacity": right_capacity}
    usable = (left_capacity[left] > 0) & (right_capacity[right] > 0)
    at = np.flatnonzero(usable)
    active = usable.copy()
    active[at] = _heaviest(left[at], weight[at]) | _heaviest(right[at], weight[at])
    while True:
        some = np.flatnonzero(active)
        arcs = {"left": left[some], "right": right[some], "weight": weight[some]}
        chosen = match(**arcs, **places)
        u, v = prices(**arcs, **places, chosen=chosen)
        beyond = weight - u[left] - v[right]
        missed = usable & ~active & (beyond > 0)
        if not missed.any():
            break
        active |= usable & (beyond > -_NEAR * beyond[missed].mean())
    made = np.zeros(left.size, dtype=bool)
    made[some[chosen]] = True
    return made, *_with_nobody(left, right, weight, u, v, left_capacity > 0, right_capacity > 0)


def _heaviest(node: Ints, weight: Ints) -> Bools:
    """Whether each arc is among the heaviest of its node."""
    order = np.argsort((node << 32) - weight)
    at = node[order]
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    place = np.arange(at.size) - np.repeat(starts, np.diff(starts, append=at.size))
    found = np.zeros(node.size, dtype=bool)
    found[order[place < _FIRST]] = True
    return found


def _with_nobody(
    left: Ints, right: Ints, weight: Ints, u: Ints, v: Ints, on_left: Bools, on_right: Bools
) -> tuple[Ints, Ints]:
    """Prices with those of nodes without a place: no arc may be worth more than its ends."""
    u, v = u.copy(), v.copy()
    arcs = on_left[left] & ~on_right[right]
    np.maximum.at(v, right[arcs], weight[arcs] - u[left[arcs]])
    arcs = ~on_left[left]
    np.maximum.at(u, left[arcs], weight[arcs] - v[right[arcs]])
    return u, v
