"""Who colleagues name as someone who changes leaders' minds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.measure.facets import facet_of
from vesica.measure.logistic import logits, measure

__all__ = ["endorsement"]


def endorsement(*, raters: NDArray[np.int64], eligible: NDArray[np.int64]) -> Facet:
    """Logit of the share of eligible colleagues who name the person.

    Binomial given the person's own share; the spread of shares between people is fitted (see
    :mod:`vesica.measure.logistic`). Colleagues who name together make the true error larger
    than stated: with one record per pair nothing tells this apart from a true difference
    between people. In a skill with several facets it counts as what is peculiar to this facet
    (its uniqueness), and so does not pass for skill.

    Parameters
    ----------
    raters, eligible : ndarray of int64, shape (n_people,)
        Distinct colleagues outside the own reporting line who named the person, and who could
        have; nobody eligible means no evidence.

    Returns
    -------
    Facet
        Unit ``"logit(share of raters)"``, evidence in eligible raters.
    """
    use = eligible > 0
    counts = logits(successes=raters[use].astype(float), trials=eligible[use].astype(float))
    return facet_of(
        measure(counts),
        use=use,
        name="endorsement",
        evidence=np.asarray(eligible),
        unit="logit(share of raters)",
        evidence_unit="eligible raters",
    )
