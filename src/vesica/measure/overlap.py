"""How many people have both skills, and how many chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vesica.core.estimate import Estimate
from vesica.core.overlap import Overlap, ShapeOverlap, ThresholdPoint, Verdict
from vesica.core.scores import Scores
from vesica.errors import EstimationError
from vesica.measure.above import probabilities
from vesica.measure.expected import Expected
from vesica.measure.figures import both_of, correlation_of, fixed, lift_of, odds_ratio_of
from vesica.measure.joint import LEAST_EVIDENCE, LEAST_FOR_SHAPE, Joint, joint
from vesica.measure.reliability import source_lines
from vesica.measure.shared_error import shared_error
from vesica.measure.tetrachoric import correlation_at_bar
from vesica.measure.units import by_unit
from vesica.measure.verdict import NEAR_CHANCE, verdict

__all__ = [
    "CURVE",
    "FEW_PEOPLE",
    "LEAST_EVIDENCE",
    "MOST_CORRELATION",
    "NEAR_CHANCE",
    "overlap",
    "people_above",
    "verdict",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CURVE = tuple(round(0.5 + 0.05 * i, 2) for i in range(10))
"""Bars of the curve."""

MOST_CORRELATION = 0.98
"""Beyond it a fitted correlation lies on the edge of what can be, and its errors mean nothing."""

FEW_PEOPLE = 50
"""With fewer people measured on both skills, the answer says that they are few."""

_LOPSIDED = (
    "The fitted shape of the skills fails: {which} lopsided, with a longer tail on one side than"
    " on the other. The bar is where the top share of people is, whatever the shape; for high"
    " bars, read the figures under both shapes."
)
_FAR_OUT = (
    "The skewness of {which} differs from 0, and the test of the fitted shape does not fail: a few"
    " people far out can bring about the first and not the second. The figures rest on a shape"
    " without a longer tail."
)
_TIED = (
    "The fitted shape of the skills fails: people far out on one skill are far out on the other"
    " {how} often than it says, so that for high bars the overlap is {what}."
)
_FEW = (
    f"Fewer than {FEW_PEOPLE} people are measured on both skills: take the interval for the"
    " answer, not the number."
)
_NO_SHAPE = (
    f"With fewer than {LEAST_FOR_SHAPE} people measured on both skills, heavy tails cannot be told"
    " from normal ones; the skills are taken as normal."
)


def overlap(
    *,
    expertise: Scores,
    influence: Scores,
    unit: IntArray,
    unit_names: Sequence[str],
    bar: float,
    level: float,
    fitted: Joint | None = None,
) -> Overlap:
    """Expected people above the bar on both skills, with an interval, against independence.

    The two skills are a scale mixture of bivariate normals between people: normal, or Student's
    t, whichever the data favour (:func:`vesica.measure.joint.joint`). Each is measured with the
    person's own normal error; the prior is fitted by marginal likelihood. The bar is where the
    expected number of people above it is the top share, which is so whatever the shape of the
    skills. Everybody counts: a person without evidence has the prior as posterior, and so adds
    the organisation's average probability. Then::

        both = sum P_i(theta1 > c1, theta2 > c2),   chance = people * (1 - bar)²
        lift = both / chance

    Every interval is for the people there are, not for their expectation: its variance is the
    uncertainty of the prior and of the loadings (delta method; the larger of the covariance that
    takes people, and the one that takes units, as independent) plus the chance of who truly is
    in the top shares (Poisson-binomial). Intervals are symmetric in the square root of counts
    and in Fisher's z of correlations; that of the lift is that of the count.

    Parameters
    ----------
    expertise, influence : Scores
        Of the same people in the same order.
    unit : ndarray of int64, shape (n_people,)
        Index of each person's unit in ``unit_names``.
    unit_names : sequence of str
        Names of the units.
    bar : float
        Quantile of each skill that counts as having it, between 0 and 1.
    level : float
        Probability of the intervals.
    fitted : Joint, optional
        Both skills fitted together, where that is done already.

    Returns
    -------
    Overlap

    Raises
    ------
    EstimationError
        If fewer than ``LEAST_EVIDENCE`` people have evidence on both skills, or the correlation
        is fitted at its bound and its interval holds both signs.

    References
    ----------
    Carlin & Louis (2009), Bayesian Methods for Data Analysis, chapter 5, for the posterior under
    a fitted prior; Kass & Steffey (1989), doi:10.2307/2289653, for adding its uncertainty.
    """
    fitted = fitted or joint(expertise, influence, unit, level=level)
    model = fitted.model
    correlation = correlation_of(model, fitted.both, level)
    if abs(correlation.value) > MOST_CORRELATION and correlation.low < 0 < correlation.high:
        raise EstimationError(
            "The evidence cannot say how the two skills go together: their correlation is fitted"
            f" at {correlation.value:.2f}, and may as well have the other sign.",
            hint="Import more evidence of both skills; 'vesica health' says what is missing.",
        )
    bars = sorted({bar, *CURVE})
    curve = dict(zip(bars, model.at(bars), strict=True))
    here = curve[bar]
    both = both_of(here, level)
    lift = lift_of(here, level)
    shapes = _shapes(fitted, here, bar, level)
    shared = shared_error(fitted=fitted, bar=bar, lift=lift)
    words = [verdict(lift, shared.lift)]
    if fitted.lopsided or fitted.tied:
        words += [verdict(s.lift, shared.lift) for s in shapes if isinstance(s.lift, Estimate)]
    share = 1 - bar
    return Overlap(
        bar=bar,
        people=model.people,
        with_evidence=fitted.both,
        expertise=fixed(share * model.people, level, model.people),
        influence=fixed(share * model.people, level, model.people),
        both=both,
        chance=fixed(share**2 * model.people, level, model.people),
        lift=lift,
        correlation=correlation,
        reliability_expertise=expertise.reliability,
        reliability_influence=influence.reliability,
        curve=tuple(
            ThresholdPoint(
                bar=b,
                both=both_of(e, level),
                chance=fixed((1 - b) ** 2 * e.people, level, e.people),
                lift=lift_of(e, level),
            )
            for b, e in curve.items()
        ),
        by_unit=by_unit(here, unit=unit, names=unit_names, level=level),
        verdict=words[0] if len(set(words)) == 1 else Verdict.CANNOT_SAY,
        odds_ratio=odds_ratio_of(both, share * model.people),
        correlation_at_bar=correlation_at_bar(
            data=model.data, eta=fitted.normal.prior.eta, bar=bar, level=level
        ),
        skewness_expertise=fitted.skewness[0].estimate,
        skewness_influence=fitted.skewness[1].estimate,
        shapes=shapes,
        shared_error=shared,
        evidence=source_lines(fitted, bar=bar),
        notes=_notes(fitted),
    )


def people_above(fitted: Joint, *, bar: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Probability of each person to be above the bar on each skill, and on both.

    Parameters
    ----------
    fitted : Joint
        Both skills.
    bar : float
        Quantile of each skill that counts as having it, between 0 and 1.

    Returns
    -------
    expertise, influence : ndarray of float64, shape (n_people,)
        From that skill's evidence alone.
    both : ndarray of float64, shape (n_people,)
        From all evidence; sums to ``both`` of :func:`overlap`.
    """
    data, prior = fitted.model.data, fitted.model.prior
    none = np.zeros(data.x1.size)
    return (
        probabilities(replace(data, p2=none, p12=none), prior, bar)[0],
        probabilities(replace(data, p1=none, p12=none), prior, bar)[1],
        probabilities(data, prior, bar)[2],
    )


def _shapes(fitted: Joint, here: Expected, bar: float, level: float) -> tuple[ShapeOverlap, ...]:
    rows = []
    for shape, model in (("normal", fitted.normal), ("heavy-tailed", fitted.heavy)):
        if model is None:
            continue
        primary = model is fitted.model
        found = here if primary else model.at([bar])[0]
        rows.append(
            ShapeOverlap(
                shape=shape,
                primary=primary,
                both=both_of(found, level),
                lift=lift_of(found, level),
                correlation=correlation_of(model, fitted.both, level),
            )
        )
    return tuple(rows)


def _notes(fitted: Joint) -> tuple[str, ...]:
    """What the reader must know; no number of people."""
    notes = []
    if fitted.both < FEW_PEOPLE:
        notes.append(_FEW)
    if fitted.heavy is None:
        notes.append(_NO_SHAPE)
    names = [
        name
        for name, s in zip(("expertise", "influence"), fitted.skewness, strict=True)
        if s.lopsided
    ]
    if names:
        notes.append(_LOPSIDED.format(which=" and ".join(names) + (" is" if len(names) == 1
                                                                   else " are")))  # fmt: skip
    far = [
        name
        for name, s in zip(("expertise", "influence"), fitted.skewness, strict=True)
        if s.differs and not s.lopsided
    ]
    if far:
        notes.append(_FAR_OUT.format(which=" and of ".join(far)))
    if fitted.tied:
        how = ("more", "understated") if fitted.tie > 0 else ("less", "overstated")
        notes.append(_TIED.format(how=how[0], what=how[1]))
    notes += [s.misfit for s in (fitted.expertise, fitted.influence) if s.misfit]
    return tuple(notes)
