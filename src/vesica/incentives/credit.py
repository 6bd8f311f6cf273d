"""Credit for one lift that several claim: the parts never add up to more than the whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["credited"]

_TINIEST = 1e-12
"""Claims that add up to less than this share of the lift are as good as none."""


def credited(claims: ArrayLike, total: ArrayLike) -> NDArray[np.float64]:
    """Scale claims down where they add up to more than the lift there was.

    Parameters
    ----------
    claims : array_like of float, shape (n_claims,) or (n_claims, n_draws)
        What each participant, route or campaign claims of one metric's lift.
    total : array_like of float, shape () or (n_draws,)
        The lift of that metric, in the same unit.

    Returns
    -------
    ndarray of float64, shape of ``claims``
        Credit; its sum over claims is at most ``total``. Claims that fit stay as they are.
    """
    claim, lift = np.asarray(claims, dtype=float), np.asarray(total, dtype=float)
    asked = claim.sum(axis=0)
    over = asked > lift
    nothing = np.abs(asked) <= _TINIEST * np.abs(lift)
    # Opposite signs: where the scaled claims would turn round, all carry the shortfall alike.
    turned = over & (nothing | ((asked > 0) & (lift < 0)))
    scale = np.divide(lift, asked, out=np.ones_like(asked), where=over & ~turned)
    return np.where(turned, claim + (lift - asked) / len(claim), claim * scale)
