"""One skill from several facets, each measured with its own error for each person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.measure.factor import LEAST_LOADING, LEAST_UNIQUENESS, Factor, factor
from vesica.measure.pooling import pool
from vesica.measure.sources import by_source, shares

__all__ = ["LEAST_LOADING", "LEAST_UNIQUENESS", "skill"]

FloatArray = NDArray[np.float64]

_APART = "goes with none of the evidence from other sources; it does not count."


def skill(*, name: str, facets: Sequence[Facet]) -> Scores:
    """Fit one factor to facets with unequal errors, and score everyone.

    With facets standardised by their true variance, ``x_ik = lambda_k theta_i + u_ik + e_ik``,
    where ``u`` has variance ``psi_k = 1 - lambda_k²`` and ``e`` the person's own error variance
    ``s_ik²``. The covariance of two facets is free of error as long as they do not share
    evidence; loadings are the least-squares fit to these covariances, each weighted by the
    information behind it, and kept between 0 and ``sqrt(1 - LEAST_UNIQUENESS)``. Two facets get
    the same loading; one facet is the skill. The score follows in closed form::

        theta_i = sum_k lambda_k x_ik / (psi_k + s_ik²) / D_i,   SE_i = D_i ** -1/2
        D_i     = 1 + sum_k lambda_k² / (psi_k + s_ik²)

    A person without evidence on a facet has an infinite error there, and without any evidence
    the mean 0 and the standard error 1. Finally the skill is scaled to its own mean and
    variance, free of error, over people with evidence.

    Facets of one source are one measurement first (:mod:`vesica.measure.sources`). Sources that
    share evidence have correlated errors. These count as agreement: the loadings of
    such a pair are too large, and the others' too small. Where two facets go together more or
    less than one skill allows, the scores say so in ``misfit``. Loadings are estimated; what
    their errors do to the error variances of the scores is their ``noise_scale_error``.

    Parameters
    ----------
    name : str
        ``"expertise"`` or ``"influence"``.
    facets : sequence of Facet
        At least one, for the same people in the same order.

    Returns
    -------
    Scores

    Raises
    ------
    EstimationError
        If no facet tells people apart.

    References
    ----------
    Bartholomew, Knott & Moustaki (2011), Latent Variable Models and Factor Analysis, sections
    3.1-3.9; Harman & Jones (1966), doi:10.1007/BF02289468, for the fit to covariances.
    """
    used, z, s2, notes = _usable(name, facets)
    source = [f.source or f.name for f in used]
    sources, share, apart = shares(z=z, s2=s2, source=source)
    notes += [f"{used[k].name.capitalize()} {_APART}" for k in apart]
    z, s2 = by_source(z=z, s2=s2, share=share)
    fit = factor(z, s2, list(sources))
    information = fit.loadings**2 / np.maximum(fit.uniqueness + s2, np.finfo(float).eps)
    total = np.sum(information, axis=1)
    seen = total > 0
    signal, noise = _unit_variance(*_measurement(z, s2, fit.loadings))
    weights = np.divide(
        information, total[:, None], out=np.zeros(information.shape), where=seen[:, None]
    )
    at = np.array([sources.index(one) for one in source])
    gain = 1 / (1 + noise**2)
    return Scores(
        skill=name,
        mean=gain * signal,
        standard_error=np.sqrt(1 - gain),
        signal=signal,
        noise=noise,
        facets=tuple(facets),
        loadings=_spread(fit.loadings[at], used, facets, empty=0.0),
        uniquenesses=_spread(fit.uniqueness[at], used, facets, empty=1.0),
        weights=_columns(weights[:, at] * share.sum(axis=2), used, facets),
        reliability=float(np.mean(gain[seen])),
        note=" ".join([*notes, *fit.notes]),
        misfit=fit.misfit,
        noise_scale_error=_scale_error(z, s2, fit),
    )


def _measurement(
    z: FloatArray, s2: FloatArray, loadings: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Generalised least squares from sources to skill: the measurement, and its error."""
    precision = loadings / np.maximum(1 - loadings**2 + s2, np.finfo(float).eps)
    total = np.sum(precision * loadings, axis=1)
    seen = total > 0
    signal = np.divide(np.sum(precision * z, axis=1), total, out=np.zeros(total.shape), where=seen)
    noise = np.divide(1.0, np.sqrt(total), out=np.full(total.shape, np.inf), where=seen)
    return signal, noise


def _scale_error(z: FloatArray, s2: FloatArray, fit: Factor) -> float:
    """Standard error of the logarithm of all error variances, by the errors of the loadings."""
    if z.shape[1] == 1 or not np.any(fit.covariance):
        return 0.0

    def scale(loadings: FloatArray) -> float:
        noise = _unit_variance(*_measurement(z, s2, loadings))[1]
        seen = np.isfinite(noise)
        return 2 * float(np.mean(np.log(noise[seen]))) if np.any(seen) else 0.0

    most = (1 - LEAST_UNIQUENESS) ** 0.5
    slopes = []
    for move in np.eye(z.shape[1]) * 1e-3:
        up, down = (np.clip(fit.loadings + m, 0.0, most) for m in (move, -move))
        width = max(float(np.max(up - down)), 1e-12)
        slopes.append((scale(up) - scale(down)) / width)
    g = np.array(slopes)
    return float(max(g @ fit.covariance @ g, 0.0)) ** 0.5


def _usable(
    name: str, facets: Sequence[Facet]
) -> tuple[list[Facet], FloatArray, FloatArray, list[str]]:
    """Facets that tell people apart, standardised: values (0 where missing) and variances."""
    used, z, s2, notes = [], [], [], []
    for facet in facets:
        seen = np.isfinite(facet.standard_error)
        if np.count_nonzero(seen) < 2:
            notes.append(f"Nobody can be compared on {facet.name}; it does not count.")
            continue
        pooled = pool(value=facet.value, standard_error=facet.standard_error)
        if pooled.variance == 0.0:
            notes.append(
                f"People differ no more on {facet.name} than chance makes them; it does not count."
            )
            continue
        used.append(facet)
        z.append(np.where(seen, facet.value - pooled.mean, 0.0) / pooled.variance**0.5)
        s2.append(facet.standard_error**2 / pooled.variance)
    if not used:
        raise EstimationError(
            f"No evidence of {name} tells people apart"
            f" ({len(facets)} facets: {[f.name for f in facets]}).",
            hint="Import more evidence of this skill; 'vesica health' lists what is missing.",
        )
    return used, np.stack(z, axis=1), np.stack(s2, axis=1), notes


def _unit_variance(signal: FloatArray, noise: FloatArray) -> tuple[FloatArray, FloatArray]:
    seen = np.isfinite(noise)
    if np.count_nonzero(seen) < 2:
        return signal, noise
    pooled = pool(value=signal, standard_error=noise)
    if pooled.variance == 0.0:
        return signal, noise
    scale = pooled.variance**0.5
    return np.where(seen, signal - pooled.mean, 0.0) / scale, noise / scale


def _spread(
    values: FloatArray, used: list[Facet], facets: Sequence[Facet], *, empty: float
) -> FloatArray:
    at = {id(f): i for i, f in enumerate(used)}
    return np.array([values[at[id(f)]] if id(f) in at else empty for f in facets])


def _columns(weights: FloatArray, used: list[Facet], facets: Sequence[Facet]) -> FloatArray:
    out = np.zeros((weights.shape[0], len(facets)))
    at = {id(f): i for i, f in enumerate(used)}
    for column, facet in enumerate(facets):
        if id(facet) in at:
            out[:, column] = weights[:, at[id(facet)]]
    return out
