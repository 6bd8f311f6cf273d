"""Where attention goes: PageRank of the contact graph, with its error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from vesica.core.scores import Facet
from vesica.errors import EstimationError

__all__ = ["DAMPING", "page_rank", "structure"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DAMPING = 0.85
GROUPS = 10
_TOLERANCE = 1e-12
_ITERATIONS = 1000


def structure(
    *,
    source: IntArray,
    target: IntArray,
    block: IntArray,
    weight: FloatArray,
    n_people: int,
    blocks_known: bool,
) -> Facet:
    """Log of PageRank relative to an equal share, on the graph of attention.

    Credit flows from who pays attention to who receives it, in proportion to the attention that
    the payer pays in all. The error is a jackknife that leaves out one block of time after
    another. Without time it leaves out one tenth of the payers after another; they are dealt to
    the tenths in the order of what they pay and receive, never of their names.

    A jackknife over ten blocks is itself uncertain and says 0 for people whom nobody contacted.
    Each person's variance is therefore averaged with that of people with about as many contacts
    received, in doublings; nobody's is smaller than half that of people with one contact.

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_contacts,)
        Index of the person who pays attention, and of the one who receives it.
    block : ndarray of int64, shape (n_contacts,)
        Tenth of the window.
    weight : ndarray of float64, shape (n_contacts,)
        Attention paid; positive.
    n_people : int
        People in the organisation.
    blocks_known : bool
        Whether ``block`` carries time.

    Returns
    -------
    Facet
        Unit ``"log(attention relative to average)"``, evidence in contacts (pairs per block) on
        either side; no evidence for people without any contact.

    Raises
    ------
    EstimationError
        If fewer than three people are in contact.

    References
    ----------
    Page, Brin, Motwani & Winograd (1999), Stanford InfoLab 1999-66, section 2; Künsch (1989),
    doi:10.1214/aos/1176347265, section 2.3, for the jackknife over blocks of time.
    """
    contacts = np.bincount(source, minlength=n_people) + np.bincount(target, minlength=n_people)
    active = contacts > 0
    n = int(np.count_nonzero(active))
    if n < 3:
        raise EstimationError(
            f"{n} people are in contact with one another; a position among them needs three.",
            hint="Import messages or ties between people of the roster.",
        )
    index = np.cumsum(active) - 1
    source, target = index[source], index[target]
    whole = _Graph(source, target, weight, n)
    rank = whole.page_rank(whole.totals, start=None)
    group = block if blocks_known else _groups(source, target, weight, rank)
    if np.unique(group).size < 2:
        group = _groups(source, target, weight, rank)
    variance = _jackknife(whole, group, weight, rank)
    variance = _smoothed(variance, np.bincount(target, minlength=n))
    value, error = np.full(n_people, np.nan), np.full(n_people, np.inf)
    value[active] = np.log(rank * n)
    error[active] = np.sqrt(variance)
    return Facet(
        name="structure",
        value=value,
        standard_error=error,
        evidence=contacts.astype(np.int64),
        unit="log(attention relative to average)",
        evidence_unit="contacts",
    )


def page_rank(
    *, source: IntArray, target: IntArray, weight: FloatArray, n_people: int
) -> FloatArray:
    """PageRank by power iteration, damping 0.85; who pays no attention pays it to all alike.

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_contacts,)
        Payer and receiver of attention.
    weight : ndarray of float64, shape (n_contacts,)
        Attention paid; parallel contacts add up.
    n_people : int
        Nodes of the graph.

    Returns
    -------
    ndarray of float64, shape (n_people,)
        Sums to 1.
    """
    graph = _Graph(source, target, weight, n_people)
    return graph.page_rank(graph.totals, start=None)


class _Graph:
    """Contacts as a sparse matrix whose weights can change while its pattern stays."""

    def __init__(self, source: IntArray, target: IntArray, weight: FloatArray, n: int) -> None:
        pairs, self.pair = np.unique(target * n + source, return_inverse=True)
        self.n = n
        self.source = pairs % n
        pointers = np.concatenate([[0], np.cumsum(np.bincount(pairs // n, minlength=n))])
        self.totals: FloatArray = np.bincount(
            self.pair, weights=weight, minlength=pairs.size
        ).astype(np.float64)
        self.matrix = csr_array(
            (np.zeros(pairs.size), self.source.astype(np.int32), pointers.astype(np.int32)),
            shape=(n, n),
        )

    def page_rank(self, totals: FloatArray, *, start: FloatArray | None) -> FloatArray:
        out = np.bincount(self.source, weights=totals, minlength=self.n)
        # What is left after taking a block away from sums of floats is not exactly nothing.
        paying = out > 1e-9 * float(np.max(out))
        share = np.divide(DAMPING, out, out=np.zeros(self.n), where=paying)
        self.matrix.data = totals * share[self.source]
        silent = np.flatnonzero(~paying)
        rank = np.full(self.n, 1 / self.n) if start is None else start
        for _ in range(_ITERATIONS):
            flow = self.matrix @ rank
            flow += (1 - DAMPING + DAMPING * float(np.sum(rank[silent]))) / self.n
            flow /= float(np.sum(flow))
            change = float(np.sum(np.abs(flow - rank)))
            rank = flow
            if change < _TOLERANCE:
                return rank
        raise EstimationError(
            f"PageRank has not settled after {_ITERATIONS} rounds (change {change}).",
            hint="Report this: it is a fault in a method.",
        )

    def without(self, left_out: NDArray[np.bool_], weight: FloatArray) -> FloatArray:
        taken = np.bincount(
            self.pair[left_out], weights=weight[left_out], minlength=self.totals.size
        )
        rest = self.totals - taken
        return np.where(rest > 1e-9 * self.totals, rest, 0.0)


def _groups(source: IntArray, target: IntArray, weight: FloatArray, rank: FloatArray) -> IntArray:
    """Deal payers to groups by attention paid, received and rank; ties are alike anyway."""
    n = rank.size
    paid = np.bincount(source, weights=weight, minlength=n)
    received = np.bincount(target, weights=weight, minlength=n)
    payers = np.flatnonzero(np.bincount(source, minlength=n))
    keys = (np.round(rank * n, 9), received, paid)
    order = payers[np.lexsort(tuple(key[payers] for key in keys))]
    group = np.zeros(n, dtype=np.int64)
    group[order] = np.arange(order.size) % min(GROUPS, order.size)
    return group[source]


def _jackknife(graph: _Graph, group: IntArray, weight: FloatArray, rank: FloatArray) -> FloatArray:
    names = np.unique(group)
    total, squares = np.zeros(rank.size), np.zeros(rank.size)
    base = np.log(rank)
    for name in names:
        rest = graph.without(group == name, weight)
        shift = np.log(graph.page_rank(rest, start=rank)) - base
        total += shift
        squares += shift**2
    B = names.size
    # (B - 1) / B * sum((theta_b - mean)²), Künsch (1989), with theta_b relative to theta.
    return np.maximum((B - 1) / B * (squares - total**2 / B), 0.0)


def _smoothed(variance: FloatArray, received: IntArray) -> FloatArray:
    size = np.floor(np.log2(np.maximum(received, 1))).astype(np.int64)
    some = received > 0
    sums = np.bincount(size[some], weights=variance[some])
    counts = np.bincount(size[some])
    typical = sums / np.maximum(counts, 1)
    # Where nobody has one contact, the smallest number that somebody has stands in.
    first = int(np.min(size[some]))
    return 0.5 * (variance + typical[np.maximum(size, first)])
