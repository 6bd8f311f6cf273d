"""Maximum-weight matching with capacities on both sides, as a minimum-cost flow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.errors import EstimationError

__all__ = ["match"]

Ints = NDArray[np.int64]


def match(
    *, left: Ints, right: Ints, weight: Ints, left_capacity: Ints, right_capacity: Ints
) -> NDArray[np.bool_]:
    """Arcs of one matching with the largest total weight.

    Parameters
    ----------
    left, right : ndarray of int64, shape (n_arcs,)
        Ends of each arc.
    weight : ndarray of int64, shape (n_arcs,)
        Positive; arcs that are not worth anything are left out by the caller.
    left_capacity, right_capacity : ndarray of int64, shape (n_left,) and (n_right,)
        Most arcs at each node.

    References
    ----------
    Goldberg (1997), doi:10.1006/jagm.1995.0805: the cost-scaling method that OR-Tools runs.
    """
    from ortools.graph.python import min_cost_flow

    n_left, n_right = left_capacity.size, right_capacity.size
    source, sink = n_left + n_right, n_left + n_right + 1
    supply = int(min(left_capacity.sum(), right_capacity.sum()))
    if not left.size or not supply:
        return np.zeros(left.size, dtype=bool)
    flow = min_cost_flow.SimpleMinCostFlow()
    tail = np.concatenate([left, np.full(n_left, source), n_left + np.arange(n_right), [source]])
    head = np.concatenate([n_left + right, np.arange(n_left), np.full(n_right, sink), [sink]])
    ones = np.ones(left.size, dtype=np.int64)
    room = np.concatenate([ones, left_capacity, right_capacity, [supply]])
    cost = np.concatenate([-weight, np.zeros(n_left + n_right + 1, dtype=np.int64)])
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
    flow.set_node_supply(source, supply)
    flow.set_node_supply(sink, -supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise EstimationError(
            f"The flow solver ended with status {status} on {left.size} candidate pairs.",
            hint="Report this with the command that led here: it is a fault in a method.",
        )
    return np.asarray(flow.flows(np.asarray(arcs)[: left.size])) > 0
