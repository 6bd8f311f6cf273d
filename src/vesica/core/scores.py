"""Scores of one skill: per person, with standard errors, and how they came about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Facet", "Scores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One component of a skill, measured per person.

    Parameters
    ----------
    name : str
        For example ``"reach"``.
    value : ndarray of float64, shape (n_people,)
        In ``unit``; NaN where the person has no evidence.
    standard_error : ndarray of float64, shape (n_people,)
        In ``unit``; infinite where the person has no evidence.
    evidence : ndarray of int64, shape (n_people,)
        Count of the records behind the value; 0 where there is none.
    unit : str
        Unit of the value.
    evidence_unit : str
        What ``evidence`` counts, for example ``"posts"``.
    source : str
        What the facet is read from; facets of one skill with the same source count as one
        measurement, because what disturbs the one disturbs the other. Its own if empty.
    """

    name: str
    value: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    evidence: NDArray[np.int64]
    unit: str
    evidence_unit: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """One skill for everyone: posterior mean and standard error, in standard deviations.

    The scale is the organisation's own: mean 0 and variance 1 over its people. ``signal`` and
    ``noise`` are what :func:`vesica.measure.overlap.overlap` needs: the unshrunk measurement
    and its error, so that the posterior over two skills can be formed jointly.

    Parameters
    ----------
    skill : str
        ``"expertise"`` or ``"influence"``.
    mean, standard_error : ndarray of float64, shape (n_people,)
        Posterior mean and posterior standard deviation [sd]; 0 and 1 without evidence.
    signal, noise : ndarray of float64, shape (n_people,)
        Generalised-least-squares measurement and its error standard deviation [sd];
        0 and infinite without evidence.
    facets : tuple of Facet
        What the score is made of, in their own units.
    loadings, uniquenesses : ndarray of float64, shape (n_facets,)
        Factor loadings [sd per sd] and unique variances [sd²] on the standardised facets;
        facets with the same source have those of their common measurement.
    weights : ndarray of float64, shape (n_people, n_facets)
        Share of each facet in the person's own score; a row sums to 1, or to 0 without evidence.
    reliability : float
        Mean of ``1 - standard_error**2`` over people with evidence, between 0 and 1.
    note : str
        What the reader must know about the fit, or an empty string.
    misfit : str
        Whether the facets measure one skill: a sentence where they do not, or an empty string.
    noise_scale_error : float
        Standard error of the logarithm of what every ``noise**2`` is multiplied by, because
        loadings are estimated [1].
    """

    skill: str
    mean: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    signal: NDArray[np.float64]
    noise: NDArray[np.float64]
    facets: tuple[Facet, ...]
    loadings: NDArray[np.float64]
    uniquenesses: NDArray[np.float64]
    weights: NDArray[np.float64]
    reliability: float
    note: str = ""
    misfit: str = ""
    noise_scale_error: float = 0.0
