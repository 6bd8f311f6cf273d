"""Interference: whether people who stayed out change when their contacts take part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from vesica.causal.means import least_squares
from vesica.core.effect import Check, Verdict
from vesica.errors import EstimationError

__all__ = ["exposure", "spillover"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def exposure(
    *, source: Ints, target: Ints, weight: Floats, treated: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Share of a person's contacts who take part, and the strength of all contacts.

    Parameters
    ----------
    source, target : ndarray of int, shape (n_ties,)
        People, as positions; ties count both ways.
    weight : ndarray of float64, shape (n_ties,)
        Strength.
    treated : ndarray of bool, shape (n_people,)
        Who takes part.

    Returns
    -------
    share : ndarray of float64, shape (n_people,)
        0 for people without contacts.
    strength : ndarray of float64, shape (n_people,)
        Sum of the weights.

    References
    ----------
    Aronow & Samii (2017), doi:10.1214/16-AOAS1005, section 3.
    """
    n = treated.size
    other = source != target
    A = coo_array((weight[other], (source[other], target[other])), shape=(n, n)).tocsr()
    A = A + A.T
    strength = np.asarray(A.sum(axis=1), float).ravel()
    share = np.divide(A @ treated.astype(float), strength, out=np.zeros(n), where=strength > 0)
    return share, strength


def spillover(
    *,
    outcome: Floats,
    treated: NDArray[np.bool_],
    share: Floats,
    strength: Floats,
    cluster: Ints | None = None,
) -> Check:
    """Compare people who stayed out by the share of their contacts who took part.

    Parameters
    ----------
    outcome : ndarray of float64, shape (n_people,)
        Measured afterwards.
    treated : ndarray of bool, shape (n_people,)
        Who took part.
    share, strength : ndarray of float64, shape (n_people,)
        From :func:`exposure`.
    cluster : ndarray of int, shape (n_people,), optional
        Units.
    """
    name = "no spillover"
    out = ~treated & (strength > 0)
    x = share[out]
    if out.sum() < 30 or x.std() < 0.02:
        return Check(
            name=name,
            verdict=Verdict.CANNOT_SAY,
            computed=f"{int(out.sum())} people who stayed out have contacts, and the share of"
            f" them who took part varies by {x.std() if x.size else 0:.2g}; too little to tell.",
        )
    high = x > np.median(x)
    if min(high.sum(), (~high).sum()) < 10:
        high = x > 0
    try:
        fit = least_squares(
            outcome=outcome[out],
            treated=high,
            covariates=np.log1p(strength[out])[:, None],
            cluster=None if cluster is None else cluster[out],
        )
    except EstimationError as error:
        return Check(name=name, verdict=Verdict.CANNOT_SAY, computed=error.message)
    size = fit.value / float(outcome[out].std())
    return Check(
        name=name,
        verdict=Verdict.FAILS if fit.p_value < 0.05 else Verdict.HOLDS,
        computed=f"Of people who stayed out, those with many contacts inside"
        f" ({x[high].mean():.0%} of contacts) differ from those with few ({x[~high].mean():.0%})"
        f" by {size:+.2f} standard deviations (p = {fit.p_value:.2g}).",
        value=size,
    )
