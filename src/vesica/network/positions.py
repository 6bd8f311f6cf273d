"""Other positions in the graph of attention: they are measured, and are no part of the score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from vesica.core.scores import Facet
from vesica.network.kernels import constraint, core, diffusion, spread_rate
from vesica.network.structure import kernel_facet

__all__ = ["brokerage", "coreness", "toward_leaders"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STEPS = 3
"""About the number of people between any two in an organisation."""


def toward_leaders(
    *,
    leader: NDArray[np.bool_],
    source: IntArray,
    target: IntArray,
    block: IntArray,
    weight: IntArray,
    n_people: int,
    blocks_known: bool,
) -> Facet:
    """Diffusion centrality towards senior leaders: whom they turn to, directly or through others.

    Contacts count by the logarithm of their number, since the tenth message of a pair passes on
    less that is new than the first.

    Parameters
    ----------
    leader : ndarray of bool, shape (n_people,)
        Senior leaders.
    source, target, block, weight, n_people, blocks_known
        See :func:`vesica.network.structure.structure`; ``weight`` in millionths.

    Returns
    -------
    Facet
        Unit ``"log(reach to leaders relative to average)"``; no evidence for people from whom
        nothing reaches a leader within three steps.
    """
    contacts = np.bincount(source, minlength=n_people) + np.bincount(target, minlength=n_people)
    seeds = leader[contacts > 0].astype(np.float64)
    rates: list[float] = []

    def reached(A: csr_array, _whole: FloatArray | None) -> FloatArray:
        P = csr_array((np.log1p(A.data / 1e6), A.indices, A.indptr), shape=A.shape)
        if not rates:
            rates.append(spread_rate(P))
        found = diffusion(P, seeds, rate=rates[0], steps=STEPS)
        mean = float(np.mean(found))
        return np.log(np.where(found > 0, found / mean if mean else 1.0, np.nan))

    return kernel_facet(
        reached,
        name="toward leaders",
        unit="log(reach to leaders relative to average)",
        source=source,
        target=target,
        block=block,
        weight=weight,
        n_people=n_people,
        blocks_known=blocks_known,
    )


def brokerage(
    *,
    source: IntArray,
    target: IntArray,
    block: IntArray,
    weight: IntArray,
    n_people: int,
    blocks_known: bool,
) -> Facet:
    """Minus the log of Burt's constraint: connecting people who are otherwise apart.

    Parameters
    ----------
    source, target, block, weight, n_people, blocks_known
        See :func:`vesica.network.structure.structure`.
    """
    return kernel_facet(
        lambda A, _whole: -np.log(constraint(A)),
        name="brokerage",
        unit="-log(constraint)",
        source=source,
        target=target,
        block=block,
        weight=weight,
        n_people=n_people,
        blocks_known=blocks_known,
    )


def coreness(
    *,
    source: IntArray,
    target: IntArray,
    block: IntArray,
    weight: IntArray,
    n_people: int,
    blocks_known: bool,
) -> Facet:
    """Log of the k-core: being among people who all have many contacts.

    Parameters
    ----------
    source, target, block, weight, n_people, blocks_known
        See :func:`vesica.network.structure.structure`.
    """
    return kernel_facet(
        lambda A, _whole: np.log1p(core(A).astype(np.float64)),
        name="coreness",
        unit="log(1 + k)",
        source=source,
        target=target,
        block=block,
        weight=weight,
        n_people=n_people,
        blocks_known=blocks_known,
    )
