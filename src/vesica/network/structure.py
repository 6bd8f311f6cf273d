"""Where attention goes: how many turn to a person, and who they are, with the error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.network.attention import Attention, attention, blocks_of_payers
from vesica.network.kernels import page_rank

__all__ = ["Kernel", "kernel_facet", "structure"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Kernel = Callable[[csr_array, FloatArray | None], FloatArray]

_CLOSE = 1e-9
"""Change at which ranks without a block have settled: a millionth of what a block moves them."""


def structure(
    *,
    source: IntArray,
    target: IntArray,
    block: IntArray,
    weight: IntArray,
    n_people: int,
    blocks_known: bool,
) -> Facet:
    """How many turn to a person, and how much they are turned to themselves.

    The mean of two logarithms: of the colleagues who pay the person attention, plus one half,
    and of PageRank relative to an equal share, in which everybody's credit flows on in equal
    parts to those to whom they turn. A colleague is one witness, however often they write: the
    messages of a pair are about the same matters and follow from one another, and whoever writes
    to one person daily would otherwise pass all credit there. The count of colleagues alone
    takes no notice of who they are. For the error see :func:`kernel_facet`.

    Of the positions that the same graph gives, this one holds most of what makes people listened
    to. Burt's constraint follows from how a unit is cut, and the k-core hardly tells people
    apart; see ``docs/explanation/influence.md`` for the figures.

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_contacts,)
        Index of the person who pays attention, and of the one who receives it.
    block : ndarray of int64, shape (n_contacts,)
        Tenth of the window.
    weight : ndarray of int64, shape (n_contacts,)
        Attention paid; positive. It orders the payers for the jackknife, and nothing else.
    n_people : int
        People in the organisation.
    blocks_known : bool
        Whether ``block`` carries time.

    Returns
    -------
    Facet
        Unit ``"log(attention)"``, evidence in contacts (pairs per block) on either side; no
        evidence for people without any contact.

    Raises
    ------
    EstimationError
        If fewer than three people are in contact.

    References
    ----------
    Page, Brin, Motwani & Winograd (1999), Stanford InfoLab 1999-66, section 2.
    """
    ranks: list[FloatArray] = []

    def position(A: csr_array, whole: FloatArray | None) -> FloatArray:
        # Ranks of almost the same graph are a good place to start from.
        once = csr_array((np.ones(A.nnz), A.indices, A.indptr), shape=A.shape)
        if whole is None:
            ranks.append(rank := page_rank(once, start=ranks[-1] if ranks else None))
        else:
            rank = page_rank(once, start=ranks[-1], tolerance=_CLOSE)
        payers = np.diff(A.indptr)
        return 0.5 * (np.log(payers + 0.5) + np.log(rank * A.shape[0]))

    return kernel_facet(
        position,
        name="structure",
        unit="log(attention)",
        source=source,
        target=target,
        block=block,
        weight=weight,
        n_people=n_people,
        blocks_known=blocks_known,
    )


def kernel_facet(
    kernel: Kernel,
    *,
    name: str,
    unit: str,
    source: IntArray,
    target: IntArray,
    block: IntArray,
    weight: IntArray,
    n_people: int,
    blocks_known: bool,
) -> Facet:
    """Position in the graph of attention, with a jackknife error.

    The jackknife leaves out one block of time after another, and then one tenth of the payers
    after another; the larger variance of the two counts. Another year would have brought other
    messages, and other colleagues other habits of whom to turn to. Payers are dealt to the
    tenths in the order of what they pay and receive, never of their names.

    A jackknife over ten blocks is itself uncertain and says 0 for people whom nobody contacted.
    Each person's variance is therefore averaged with that of people with about as many payers,
    in doublings.

    Parameters
    ----------
    kernel : callable
        Takes attention received (row) from payer (column) among the people in contact, and the
        values on the whole graph, or ``None`` when it is asked for these; returns one value per
        person, NaN for none. Called once for the graph and once per block and tenth.
    name, unit : str
        Of the facet.
    source, target, block, weight, n_people, blocks_known
        See :func:`structure`.

    Returns
    -------
    Facet
        No evidence for people without any contact, or without a value.

    References
    ----------
    Künsch (1989), doi:10.1214/aos/1176347265, section 2.3, for the jackknife over blocks.
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
    groups = [blocks_of_payers(source, target, weight, n)]
    if blocks_known and np.unique(block).size > 1:
        groups.append(block)
    value = np.full(n, np.nan)
    variance, payers = np.zeros(n), np.zeros(n, dtype=np.int64)
    for group in groups:
        graph = attention(source=source, target=target, block=group, weight=weight, n=n)
        value = kernel(graph.whole, None)
        payers = np.diff(graph.whole.indptr)
        variance = np.maximum(variance, _jackknife(graph, kernel, value))
    seen = np.isfinite(value)
    out, error = np.full(n_people, np.nan), np.full(n_people, np.inf)
    people = np.flatnonzero(active)[seen]
    out[people] = value[seen]
    error[people] = np.sqrt(_smoothed(variance[seen], payers[seen]))
    return Facet(
        name=name,
        value=out,
        standard_error=error,
        evidence=contacts.astype(np.int64),
        unit=unit,
        evidence_unit="contacts",
        source="attention",
    )


def _jackknife(graph: Attention, kernel: Kernel, value: FloatArray) -> FloatArray:
    total, squares = np.zeros(value.size), np.zeros(value.size)
    B = len(graph.blocks)
    for b in range(B):
        shift = kernel(graph.without(b), value) - value
        shift[~np.isfinite(shift)] = 0.0
        total += shift
        squares += shift**2
    # (B - 1) / B * sum((theta_b - mean)²), Künsch (1989), with theta_b relative to theta.
    return np.maximum((B - 1) / B * (squares - total**2 / B), 0.0)


def _smoothed(variance: FloatArray, payers: IntArray) -> FloatArray:
    size = np.floor(np.log2(np.maximum(payers, 1))).astype(np.int64)
    some = payers > 0
    if not np.any(some):
        return variance
    sums = np.bincount(size[some], weights=variance[some])
    counts = np.bincount(size[some])
    typical = sums / np.maximum(counts, 1)
    # Where nobody has one payer, the smallest number that somebody has stands in.
    first = int(np.min(size[some]))
    return 0.5 * (variance + typical[np.maximum(size, first)])
