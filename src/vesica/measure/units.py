"""The overlap unit by unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vesica.core.overlap import UnitOverlap
from vesica.measure.expected import Expected
from vesica.measure.intervals import share_interval
from vesica.measure.pooling import pool

__all__ = ["by_unit"]


def by_unit(
    expected: Expected,
    *,
    unit: NDArray[np.int64],
    names: Sequence[str],
    level: float,
) -> tuple[UnitOverlap, ...]:
    """Share of each unit's people above the bar on both skills, pooled to the organisation.

    The mean probability of a unit differs from that of another by chance of who works there, of
    variance ``s² / people`` with ``s²`` the variance of probabilities within units, and beyond
    it; only what is beyond counts as the unit's own. The interval is for the people
    of the unit today: it adds the uncertainty of the unit's share, of who truly is above the
    bar, and of the prior of the whole organisation.

    Parameters
    ----------
    expected : Expected
        At the bar.
    unit : ndarray of int64, shape (n_people,)
        Index of each person's unit in ``names``.
    names : sequence of str
        Names of the units.
    level : float
        Probability of the intervals.

    Returns
    -------
    tuple of UnitOverlap
        Units with people, sorted by name.

    References
    ----------
    Morris (1983), doi:10.1080/01621459.1983.10477920, section 5.
    """
    size = np.bincount(unit, minlength=len(names))
    filled = np.flatnonzero(size)
    n, p = size[filled].astype(float), expected.p_both
    share = np.bincount(unit, weights=p, minlength=len(names))[filled] / n
    luck = np.bincount(unit, weights=p * (1 - p), minlength=len(names))[filled] / n**2
    variance = luck
    if filled.size > 1:
        within = np.bincount(unit, weights=p**2, minlength=len(names))[filled] / n - share**2
        s2 = max(float(np.sum(n * within)), 0.0) / max(p.size - filled.size, 1)
        pooled = pool(value=share, standard_error=np.sqrt(s2 / n))
        share, variance = pooled.value, luck + pooled.standard_error**2
    share = np.clip(share, 0.0, 1.0)
    variance = variance + expected.prior_variance * (share / expected.both) ** 2
    rows = [
        UnitOverlap(
            org_unit=names[u],
            people=int(size[u]),
            both=share_interval(float(s), float(v), level=level, n=int(size[u])),
        )
        for u, s, v in zip(filled, share, variance, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: row.org_unit))
