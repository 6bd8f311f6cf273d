"""Events per trial, for example reactions of colleagues per tweet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.measure.facets import facet_of
from vesica.measure.logistic import measure, rates

__all__ = ["rate"]


def rate(
    *,
    events: NDArray[np.int64],
    trials: NDArray[np.int64],
    dispersion: float = 1.0,
    name: str = "reach",
    evidence_unit: str = "tweets",
) -> Facet:
    """Log of events per trial.

    Counts are Poisson around the person's own rate; rates are log-normal between people, by
    marginal likelihood. The log-normal takes the place of the gamma distribution because the
    skills are normal on the log scale further on. Where the events of one person come in
    bundles, both counts are divided by ``dispersion``, so that a bundle counts once.

    Parameters
    ----------
    events, trials : ndarray of int64, shape (n_people,)
        No trial means no evidence.
    dispersion : float
        Variance over mean of the events of one person; 1 where each event is on its own.
    name, evidence_unit : str
        Name of the facet, and what a trial is.

    Returns
    -------
    Facet
        Unit ``"log(events per trial)"``, evidence in trials.

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, section 6.2, for the dispersion.
    """
    use = trials > 0
    counts = rates(events=events[use] / dispersion, exposure=trials[use] / dispersion)
    return facet_of(
        measure(counts),
        use=use,
        name=name,
        evidence=np.asarray(trials),
        unit="log(events per trial)",
        evidence_unit=evidence_unit,
    )
