"""From measurements of the people with evidence to a facet of everyone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.measure.logistic import Measured

__all__ = ["facet_of"]


def facet_of(
    measured: Measured,
    *,
    use: NDArray[np.bool_],
    name: str,
    evidence: NDArray[np.int64],
    unit: str,
    evidence_unit: str,
    source: str = "",
) -> Facet:
    """Spread the measurements of the people in ``use`` over everyone.

    Parameters
    ----------
    measured : Measured
        One entry per person in ``use``, in their order.
    use : ndarray of bool, shape (n_people,)
        Who has evidence.
    evidence : ndarray of int64, shape (n_people,)
        Records behind the value.
    name, unit, evidence_unit, source : str
        As in :class:`vesica.core.scores.Facet`.

    Returns
    -------
    Facet
    """
    value = np.full(use.shape, np.nan)
    error = np.full(use.shape, np.inf)
    value[use] = measured.value
    error[use] = measured.standard_error
    return Facet(
        name=name,
        value=value,
        standard_error=error,
        evidence=np.where(use, evidence, 0).astype(np.int64),
        unit=unit,
        evidence_unit=evidence_unit,
        source=source,
    )
