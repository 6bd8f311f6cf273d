"""Holm's correction for looking at several tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["holm"]


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's adjusted p-values, in the order given.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(steps, 1.0)
    return tuple(adjusted.tolist())
